/** Codes and exits, a contract with scripts. */
@NullMarked
package io.kmig.core.error;

import org.jspecify.annotations.NullMarked;
