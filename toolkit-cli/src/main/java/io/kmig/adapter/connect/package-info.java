/** A Connect worker cluster over its REST API. */
@NullMarked
package io.kmig.adapter.connect;

import org.jspecify.annotations.NullMarked;
