/** One Kafka cluster through Kafka's own client library: admin requests, records as digests, a mirror's own records. */
@NullMarked
package io.kmig.adapter.kafka;

import org.jspecify.annotations.NullMarked;
