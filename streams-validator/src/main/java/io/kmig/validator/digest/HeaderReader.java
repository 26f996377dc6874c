package io.kmig.validator.digest;

import org.jspecify.annotations.Nullable;

/** How to look into a record header, so that the digest depends on no client library and nothing is copied. */
public interface HeaderReader<H> {
    String name(H header);

    byte @Nullable [] value(H header);
}
