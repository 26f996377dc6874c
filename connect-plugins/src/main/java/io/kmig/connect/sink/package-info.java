/** The CDC sink: applies Debezium change events to a database. */
@NullMarked
package io.kmig.connect.sink;

import org.jspecify.annotations.NullMarked;
