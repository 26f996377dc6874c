/** The verdict over a database: what the writers' diaries say it has to hold, against the rows it holds. */
@NullMarked
package io.kmig.ledger.database;

import org.jspecify.annotations.NullMarked;
