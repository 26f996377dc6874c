@NullMarked
package io.kmig.ledger.database;

import org.jspecify.annotations.NullMarked;
