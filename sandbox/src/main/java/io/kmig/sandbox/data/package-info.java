/** What the sandbox's databases are filled with: the shop's schema and rows, or a script of the user's own. */
@NullMarked
package io.kmig.sandbox.data;

import org.jspecify.annotations.NullMarked;
