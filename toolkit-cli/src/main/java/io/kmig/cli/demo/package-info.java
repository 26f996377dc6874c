/** The demo: a whole migration in the sandbox under live load, by the very code of the other verbs. */
@NullMarked
package io.kmig.cli.demo;

import org.jspecify.annotations.NullMarked;
