package io.kmig.validator.feed;

/**
 * How the feed runs.
 *
 * @param threads each with a consumer, a producer and its share of the partitions
 * @param batch how many digests a record of a digest topic holds at most
 * @param bytesPerSecond how fast one thread may read, or 0 for as fast as it can
 * @param seed of the digests
 */
public record FeedSettings(int threads, int batch, long bytesPerSecond, long seed) {
    /** More threads would outlive a smaller successor, which fences this many. */
    public static final int MAX_THREADS = 8;

    public FeedSettings {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads: " + threads + ", not 1 to " + MAX_THREADS);
        }
    }
}
