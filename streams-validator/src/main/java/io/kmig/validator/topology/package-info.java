/** The Kafka Streams application on the target: feeds the matchers, keeps their state, writes down what they say. */
@NullMarked
package io.kmig.validator.topology;

import org.jspecify.annotations.NullMarked;
