/** The graph client to topic to client, and the order in which units may move. */
@NullMarked
package io.kmig.core.graph;

import org.jspecify.annotations.NullMarked;
