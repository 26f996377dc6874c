package io.kmig.adapter.kafka;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where logs begin and end. */
final class LogBounds {
    /** Below the usual bound: the client retries a partition that does not exist until its time is over. */
    private static final int MILLIS = 10_000;

    private final AdminCalls calls;

    LogBounds(AdminCalls calls) {
        this.calls = calls;
    }

    Map<Tp, LogEnds> of(Collection<Tp> partitions) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        var starts = ask(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        var stable = ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        Map<Tp, Long> start = answer(partitions, starts, "log starts");
        Map<Tp, Long> lso = answer(partitions, stable, "last stable offsets");
        // Asked after the stable ends are known, so that an end is never below the stable end shown beside it.
        Map<Tp, Long> leo =
                answer(partitions, ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED), "log ends");
        Map<Tp, LogEnds> ends = new TreeMap<>();
        for (Tp tp : partitions) {
            ends.put(tp, new LogEnds(at(start, tp), at(lso, tp), at(leo, tp)));
        }
        return ends;
    }

    private ListOffsetsResult ask(Collection<Tp> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(tp -> request.put(new TopicPartition(tp.topic(), tp.partition()), spec));
        ListOffsetsOptions options = new ListOffsetsOptions(isolation);
        options.timeoutMs(MILLIS);
        return calls.admin().listOffsets(request, options);
    }

    private Map<Tp, Long> answer(Collection<Tp> partitions, ListOffsetsResult result, String what) {
        Map<Tp, Long> offsets = new HashMap<>();
        for (Tp tp : partitions) {
            var info = calls.get(
                    result.partitionResult(new TopicPartition(tp.topic(), tp.partition())),
                    "list the " + what + " of " + tp);
            offsets.put(tp, info.offset());
        }
        return offsets;
    }

    private static long at(Map<Tp, Long> offsets, Tp tp) {
        Long offset = offsets.get(tp);
        if (offset == null) {
            throw new IllegalStateException("no offset for " + tp);
        }
        return offset;
    }
}
