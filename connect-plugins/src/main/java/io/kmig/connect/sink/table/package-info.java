/** What the database has: tables, columns and keys from pg_catalog, and what is wrong with them. */
@NullMarked
package io.kmig.connect.sink.table;

import org.jspecify.annotations.NullMarked;
