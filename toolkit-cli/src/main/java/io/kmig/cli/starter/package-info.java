/**
 * The first kmig.yaml: what can be read off blue is filled in, what only people know is left open and says so. Pure text
 * from facts; whoever calls decides where it is written.
 */
@NullMarked
package io.kmig.cli.starter;

import org.jspecify.annotations.NullMarked;
