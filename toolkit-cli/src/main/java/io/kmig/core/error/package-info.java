/** What can go wrong, as stable codes with an observation, what was left unchanged, and a remedy. */
@NullMarked
package io.kmig.core.error;

import org.jspecify.annotations.NullMarked;
