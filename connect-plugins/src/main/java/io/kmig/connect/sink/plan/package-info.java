/** Row changes of one table merged into as few statements as keep their outcome. Pure. */
@NullMarked
package io.kmig.connect.sink.plan;

import org.jspecify.annotations.NullMarked;
