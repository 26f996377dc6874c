/** Connections to the database, and what its errors may say aloud. */
@NullMarked
package io.kmig.connect.sink.db;

import org.jspecify.annotations.NullMarked;
