/** What a record says: Debezium's envelope read into events, each with its Kafka coordinates. Pure. */
@NullMarked
package io.kmig.connect.sink.event;

import org.jspecify.annotations.NullMarked;
