/** A real green database, hand-made change events and a worker's side of a task, for tests. */
@NullMarked
package io.kmig.connect.testkit;

import org.jspecify.annotations.NullMarked;
