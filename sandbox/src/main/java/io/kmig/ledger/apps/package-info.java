/** The demo's applications: Kafka clients as threads of one child process, each writing down what it was promised and did. */
@NullMarked
package io.kmig.ledger.apps;

import org.jspecify.annotations.NullMarked;
