/** What happened in a migration, as an append-only list of entries, and what follows from it. */
@NullMarked
package io.kmig.core.journal;

import org.jspecify.annotations.NullMarked;
