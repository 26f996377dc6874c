/** One migration: its description, its phases and edges, and the move of one unit from blue to green. */
@NullMarked
package io.kmig.core.migration;

import org.jspecify.annotations.NullMarked;
