/** What the demo's applications write down: the content of their records and the rows of their append-only record files. */
@NullMarked
package io.kmig.ledger.record;

import org.jspecify.annotations.NullMarked;
