/** The order of moves: worked cases, and what holds for any graph. */
@NullMarked
package io.kmig.core.graph;

import org.jspecify.annotations.NullMarked;
