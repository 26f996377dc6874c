/** Real Kafka brokers, Connect workers and databases, as child processes on loopback that die with their parent. */
@NullMarked
package io.kmig.sandbox;

import org.jspecify.annotations.NullMarked;
