package io.kmig.adapter.kafka;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort.EachEnds;
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
        EachEnds each = ofEach(partitions);
        for (Tp tp : partitions) {
            Problem problem = each.failed().get(tp);
            if (problem != null) {
                throw new KmigException(problem);
            }
        }
        return each.known();
    }

    EachEnds ofEach(Collection<Tp> partitions) {
        Map<Tp, Problem> failed = new TreeMap<>();
        if (partitions.isEmpty()) {
            return new EachEnds(Map.of(), failed);
        }
        var starts = ask(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        var stable = ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        Map<Tp, Long> start = answer(partitions, starts, "log starts", failed);
        Map<Tp, Long> lso = answer(start.keySet(), stable, "last stable offsets", failed);
        // Asked after the stable ends are known, so that an end is never below the stable end shown beside it.
        var last = ask(lso.keySet(), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        Map<Tp, Long> leo = answer(lso.keySet(), last, "log ends", failed);
        Map<Tp, LogEnds> ends = new TreeMap<>();
        leo.forEach((tp, end) -> ends.put(tp, new LogEnds(at(start, tp), at(lso, tp), end)));
        return new EachEnds(ends, failed);
    }

    private ListOffsetsResult ask(Collection<Tp> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(tp -> request.put(new TopicPartition(tp.topic(), tp.partition()), spec));
        ListOffsetsOptions options = new ListOffsetsOptions(isolation);
        options.timeoutMs(MILLIS);
        return calls.admin().listOffsets(request, options);
    }

    private Map<Tp, Long> answer(
            Collection<Tp> partitions, ListOffsetsResult result, String what, Map<Tp, Problem> failed) {
        Map<Tp, Long> offsets = new HashMap<>();
        for (Tp tp : partitions) {
            try {
                var info = calls.get(
                        result.partitionResult(new TopicPartition(tp.topic(), tp.partition())),
                        "list the " + what + " of " + tp);
                offsets.put(tp, info.offset());
            } catch (KmigException e) {
                if (e.problems().get(0).code() == ErrorCode.INTERRUPTED) {
                    throw e;
                }
                failed.put(tp, e.problems().get(0));
            }
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
