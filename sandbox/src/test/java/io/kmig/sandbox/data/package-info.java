@NullMarked
package io.kmig.sandbox.data;

import org.jspecify.annotations.NullMarked;
