/** What kmig adds to MirrorMaker 2 inside the worker: stamp transformation and filters. */
@NullMarked
package io.kmig.connect.mirror;

import org.jspecify.annotations.NullMarked;
