/** One class a verb: arguments in, an operation called, a view asked to show the result. No adapters here. */
@NullMarked
package io.kmig.cli.command;

import org.jspecify.annotations.NullMarked;
