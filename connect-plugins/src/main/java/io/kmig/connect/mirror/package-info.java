/**
 * What kmig adds to MirrorMaker 2 inside the worker. So far one thing: damage on purpose, for rehearsals that show what
 * the checks catch.
 */
@NullMarked
package io.kmig.connect.mirror;

import org.jspecify.annotations.NullMarked;
