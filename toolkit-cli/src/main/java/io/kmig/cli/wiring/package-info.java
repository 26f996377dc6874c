/**
 * Puts adapters behind the ports. Beside it only what reads kmig.yaml and the demo know any, and the house rules say
 * which.
 */
@NullMarked
package io.kmig.cli.wiring;

import org.jspecify.annotations.NullMarked;
