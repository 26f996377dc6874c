package io.kmig.validator.feed;

import io.kmig.validator.chain.Link;
import io.kmig.validator.chain.LinkCodec;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where a chain ends, read back from the digest topic itself: a feed keeps no positions anywhere else, so links and
 * positions can't disagree.
 *
 * @param next the source offset to read next
 * @param topicId of the source as last noted
 * @param broken whether nothing may follow
 */
record ChainEnd(long next, UUID topicId, boolean broken) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    /**
     * Reads the last links. Call it when no other feed can write any more.
     *
     * @return null when there is no chain yet
     */
    static @Nullable ChainEnd read(Consumer<byte[], byte[]> consumer, TopicPartition digests) {
        consumer.assign(List.of(digests));
        long start = only(consumer.beginningOffsets(List.of(digests)), digests);
        long end = only(consumer.endOffsets(List.of(digests)), digests);
        // the end may be markers, aborted batches and limits for a while, so look back further and further
        for (long back = 64; ; back *= 16) {
            long from = Math.max(start, end - back);
            ChainEnd found = between(consumer, digests, from, end);
            if (found != null || from == start) {
                if (found == null && start > 0) {
                    throw new KafkaException(
                            digests + " begins at " + start + " and holds no link: its records were deleted");
                }
                return found;
            }
        }
    }

    private static @Nullable ChainEnd between(
            Consumer<byte[], byte[]> consumer, TopicPartition digests, long from, long end) {
        consumer.seek(digests, from);
        ChainEnd last = null;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (consumer.position(digests) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(digests)) {
                last = after(last, LinkCodec.decode(record.value()));
            }
            if (System.nanoTime() > deadline) {
                throw new KafkaException("the end of " + digests + " could not be read");
            }
        }
        return last;
    }

    private static @Nullable ChainEnd after(@Nullable ChainEnd before, Link link) {
        if (link instanceof Link.Origin origin) {
            return new ChainEnd(origin.start(), origin.topicId(), false);
        }
        if (link instanceof Link.Stretch stretch) {
            return new ChainEnd(stretch.batch().to(), stretch.topicId(), false);
        }
        if (link instanceof Link.Purged purged) {
            return new ChainEnd(purged.to(), before == null ? Link.NO_ID : before.topicId(), false);
        }
        if (link instanceof Link.Broken broken) {
            return new ChainEnd(broken.position(), broken.topicId(), true);
        }
        return before;
    }

    private static long only(java.util.Map<TopicPartition, Long> offsets, TopicPartition tp) {
        Long offset = offsets.get(tp);
        if (offset == null) {
            throw new KafkaException("no offset for " + tp);
        }
        return offset;
    }
}
