/**
 * Secrets: references to them in the form of Kafka's config providers, their resolution for kmig's own clients, and the
 * redactor that keeps resolved values out of everything kmig writes. Nothing else in kmig ever holds a resolved secret
 * for longer than it takes to open a client.
 */
@NullMarked
package io.kmig.adapter.secret;

import org.jspecify.annotations.NullMarked;
