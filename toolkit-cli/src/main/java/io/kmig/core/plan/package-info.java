/** The pure planner: two estates and a description in, an ordered list of operations out. */
@NullMarked
package io.kmig.core.plan;

import org.jspecify.annotations.NullMarked;
