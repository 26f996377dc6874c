/** Puts adapters behind the ports; the only room beside the adapters that knows them. */
@NullMarked
package io.kmig.cli.wiring;

import org.jspecify.annotations.NullMarked;
