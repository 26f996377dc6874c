/** Plans into SQL, inside a transaction somebody else commits. */
@NullMarked
package io.kmig.connect.sink.write;

import org.jspecify.annotations.NullMarked;
