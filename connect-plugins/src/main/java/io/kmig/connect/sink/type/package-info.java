/** Values as PostgreSQL text, chosen by the target column's type; what is not known to be exact is refused. Pure. */
@NullMarked
package io.kmig.connect.sink.type;

import org.jspecify.annotations.NullMarked;
