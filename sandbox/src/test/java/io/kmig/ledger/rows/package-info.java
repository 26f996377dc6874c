@NullMarked
package io.kmig.ledger.rows;

import org.jspecify.annotations.NullMarked;
