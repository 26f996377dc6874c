/** Events bound to target tables: which field goes into which column, in which text form, and what stands against it. */
@NullMarked
package io.kmig.connect.sink.bind;

import org.jspecify.annotations.NullMarked;
