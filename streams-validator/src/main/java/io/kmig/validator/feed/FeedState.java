package io.kmig.validator.feed;

import org.jspecify.annotations.Nullable;

/**
 * What the feed is doing on a partition.
 *
 * @param next everything on the source below it is in the digest topic; -1 before the chain was found
 * @param trouble why it does not go on, or null
 */
public record FeedState(long next, @Nullable String trouble) {}
