/** Plans, what they are made from, and what carrying them out leaves. */
@NullMarked
package io.kmig.core.plan;

import org.jspecify.annotations.NullMarked;
