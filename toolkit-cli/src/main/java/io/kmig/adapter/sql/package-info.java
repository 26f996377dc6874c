/** The databases of a migration, over JDBC. */
@NullMarked
package io.kmig.adapter.sql;

import org.jspecify.annotations.NullMarked;
