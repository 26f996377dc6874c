/** Exact offsets on histories made by hand and by chance. */
@NullMarked
package io.kmig.core.offsets;

import org.jspecify.annotations.NullMarked;
