/** Judges at a watermark whether both sides are equal, from what the matchers saw and what the clusters say. Pure. */
@NullMarked
package io.kmig.validator.verdict;

import org.jspecify.annotations.NullMarked;
