package io.kmig.validator.app;

import io.kmig.validator.chain.Link;
import io.kmig.validator.cluster.Logs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/** Where comparing begins, by scope. Asked once in a partition's life; the answer is the chain's first link. */
final class Origins {
    private final Logs blue;
    private final Logs green;
    private final Map<String, Scope> scopes;

    Origins(Logs blue, Logs green, Map<String, Scope> scopes) {
        this.blue = blue;
        this.green = green;
        this.scopes = scopes;
    }

    Link.Origin of(TopicPartition tp) {
        Scope scope = scopes.get(tp.topic());
        UUID blueId = id(blue, tp);
        UUID greenId = id(green, tp);
        if (scope instanceof Scope.FromOffsets from) {
            long source = required(from.source(), tp);
            return new Link.Origin(blueId, greenId, source, source, required(from.target(), tp), 0, 0);
        }
        long blueStart = only(blue.starts(List.of(tp)), tp);
        long greenStart = only(green.starts(List.of(tp)), tp);
        if (scope instanceof Scope.Since since) {
            long found = only(blue.since(List.of(tp), since.time().toEpochMilli()), tp);
            long start = found >= 0 ? found : only(blue.stableEnds(List.of(tp)), tp);
            // the first record that is left may not be the first there was since then
            boolean whole = start > blueStart || blueStart == 0;
            return new Link.Origin(blueId, greenId, whole ? start : 0, start, greenStart, start, greenStart);
        }
        return new Link.Origin(blueId, greenId, 0, blueStart, greenStart, blueStart, greenStart);
    }

    private static UUID id(Logs logs, TopicPartition tp) {
        Logs.Topic topic = logs.topics(Set.of(tp.topic())).get(tp.topic());
        return topic == null ? Link.NO_ID : topic.id();
    }

    private static long only(Map<TopicPartition, Long> offsets, TopicPartition tp) {
        return offsets.getOrDefault(tp, -1L);
    }

    private static long required(Map<Integer, Long> offsets, TopicPartition tp) {
        Long offset = offsets.get(tp.partition());
        if (offset == null) {
            throw new ValidatorException(
                    "The scope of " + tp.topic() + " names no offset for partition " + tp.partition() + ".");
        }
        return offset;
    }
}
