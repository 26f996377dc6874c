/** An opened migration, as commands see it, and the operations on it. */
@NullMarked
package io.kmig.cli.session;

import org.jspecify.annotations.NullMarked;
