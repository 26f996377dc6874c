/** The description of one migration, as its operator wrote it in kmig.yaml. */
@NullMarked
package io.kmig.core.spec;

import org.jspecify.annotations.NullMarked;
