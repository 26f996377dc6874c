/**
 * The independent ledger: its own consumers read both clusters, its own clients recorded what they were promised and did,
 * and it knows nothing of the tool whose migration it judges.
 */
@NullMarked
package io.kmig.ledger;

import org.jspecify.annotations.NullMarked;
