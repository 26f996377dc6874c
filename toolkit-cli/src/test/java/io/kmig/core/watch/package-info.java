/** What is seen of a migration from outside. */
@NullMarked
package io.kmig.core.watch;

import org.jspecify.annotations.NullMarked;
