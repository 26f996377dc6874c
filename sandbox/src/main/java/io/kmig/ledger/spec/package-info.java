/** What the demo's applications are: the definitions that a host of them is started with. */
@NullMarked
package io.kmig.ledger.spec;

import org.jspecify.annotations.NullMarked;
