/** The validator as the command line uses it: starts feed and comparison, asks for verdicts. */
@NullMarked
package io.kmig.validator.app;

import org.jspecify.annotations.NullMarked;
