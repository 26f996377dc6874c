/** What a person sees, and the only place that writes to the terminal. */
@NullMarked
package io.kmig.cli.view;

import org.jspecify.annotations.NullMarked;
