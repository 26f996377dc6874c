/** The 128-bit digest of a record: the one encoding by which blue and green are held equal. */
@NullMarked
package io.kmig.validator.digest;

import org.jspecify.annotations.NullMarked;
