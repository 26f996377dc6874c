/** The validator as the core's proof: starts it, asks it, and puts its words into kmig's. */
@NullMarked
package io.kmig.adapter.validator;

import org.jspecify.annotations.NullMarked;
