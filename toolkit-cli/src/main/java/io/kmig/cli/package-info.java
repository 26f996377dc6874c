/** The command line: wiring and the only exit. */
@NullMarked
package io.kmig.cli;

import org.jspecify.annotations.NullMarked;
