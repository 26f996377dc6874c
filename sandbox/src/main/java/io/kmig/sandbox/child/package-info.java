/** What runs inside the child processes, and reads of a process's state that parent and child must agree on. Depends on the JDK only. */
@NullMarked
package io.kmig.sandbox.child;

import org.jspecify.annotations.NullMarked;
