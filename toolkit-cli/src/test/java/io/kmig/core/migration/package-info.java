/** A unit's move played through: to its end, into every refusal, and killed at every point. */
@NullMarked
package io.kmig.core.migration;

import org.jspecify.annotations.NullMarked;
