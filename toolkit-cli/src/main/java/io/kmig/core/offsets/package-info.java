/** Exact group offsets: the position on one side that is the same record as a position on the other. */
@NullMarked
package io.kmig.core.offsets;

import org.jspecify.annotations.NullMarked;
