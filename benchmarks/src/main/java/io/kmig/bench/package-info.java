/** Whole-process benchmarks, ours and the opponent alternately in the same run. */
@NullMarked
package io.kmig.bench;

import org.jspecify.annotations.NullMarked;
