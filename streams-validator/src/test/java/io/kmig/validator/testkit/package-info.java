/** What the tests stand on: two real clusters, and a mirror that can be told to err. */
@NullMarked
package io.kmig.validator.testkit;

import org.jspecify.annotations.NullMarked;
