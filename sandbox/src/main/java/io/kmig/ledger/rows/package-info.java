/** Rows of PostgreSQL databases, read by SQL in one canonical form: what two databases are compared by, and the expected state with the actual one. */
@NullMarked
package io.kmig.ledger.rows;

import org.jspecify.annotations.NullMarked;
