/** The machine's clock, and waiting by it. */
@NullMarked
package io.kmig.adapter.time;

import org.jspecify.annotations.NullMarked;
