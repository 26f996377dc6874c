/** Judges a migration from content and acknowledgements only: pure, knows neither a broker nor a file, nor anything of kmig. */
@NullMarked
package io.kmig.ledger.judge;

import org.jspecify.annotations.NullMarked;
