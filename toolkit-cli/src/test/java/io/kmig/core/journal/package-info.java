/** The journal's entries, and what follows from them. */
@NullMarked
package io.kmig.core.journal;

import org.jspecify.annotations.NullMarked;
