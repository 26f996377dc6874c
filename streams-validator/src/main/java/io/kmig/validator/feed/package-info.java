/** Reads the source on a path of its own and lays its digests down on the target, exactly once. */
@NullMarked
package io.kmig.validator.feed;

import org.jspecify.annotations.NullMarked;
