/** One migration: its phases and edges, its history, and the move of one unit from blue to green. */
@NullMarked
package io.kmig.core.migration;

import org.jspecify.annotations.NullMarked;
