package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ClusterPort.EachEnds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What both clusters say of some partitions, and why they say nothing of others: one that is denied or has no leader
 * does not keep the rest from being answered.
 *
 * @param target read before {@code source}
 * @param compacted topics that either side compacts
 * @param ids of both topics of a name, the source's first; empty ones of brokers before 2.8, which have none
 * @param failed partitions that are in neither map
 */
record ReadablePartitions(
        Map<Tp, LogEnds> source,
        Map<Tp, LogEnds> target,
        Set<String> compacted,
        Map<String, List<String>> ids,
        Map<Tp, Problem> failed) {

    /** Fails when none can be read because a cluster can't be reached at all. */
    static ReadablePartitions of(Collection<Tp> wanted, ClusterPort source, ClusterPort target) {
        Map<Tp, Problem> failed = new HashMap<>();
        EachEnds there = target.endsOfEach(wanted);
        failed.putAll(there.failed());
        EachEnds here = source.endsOfEach(there.known().keySet());
        failed.putAll(here.failed());
        Set<String> compacted = new TreeSet<>();
        Map<String, Problem> refused = new HashMap<>();
        Set<String> names = here.known().keySet().stream().map(Tp::topic).collect(Collectors.toSet());
        Map<String, List<String>> ids = new HashMap<>();
        for (ClusterPort side : List.of(source, target)) {
            topics(side, names, refused).forEach(topic -> {
                ids.computeIfAbsent(topic.name(), name -> new ArrayList<>()).add(topic.id());
                if (topic.compacted()) {
                    compacted.add(topic.name());
                }
            });
        }
        Map<Tp, LogEnds> readable = new HashMap<>(here.known());
        readable.keySet().removeIf(tp -> {
            Problem problem = refused.get(tp.topic());
            if (problem != null) {
                failed.put(tp, problem);
            }
            return problem != null;
        });
        if (readable.isEmpty()) {
            failed.values().stream()
                    .filter(p -> p.code() == ErrorCode.CLUSTER_UNREACHABLE || p.code() == ErrorCode.CREDENTIALS_REFUSED)
                    .findFirst()
                    .ifPresent(p -> {
                        throw new KmigException(p);
                    });
        }
        Map<Tp, LogEnds> both = new HashMap<>(there.known());
        both.keySet().retainAll(readable.keySet());
        return new ReadablePartitions(readable, both, compacted, ids, failed);
    }

    private static Collection<TopicFacts> topics(ClusterPort side, Set<String> names, Map<String, Problem> refused) {
        Map<String, TopicFacts> topics = new HashMap<>();
        try {
            topics.putAll(side.topics(names));
        } catch (KmigException e) {
            // a refusal comes at once, so that asking for each costs little
            requireRefusal(e);
            for (String name : new HashSet<>(names)) {
                try {
                    topics.putAll(side.topics(Set.of(name)));
                } catch (KmigException alone) {
                    requireRefusal(alone);
                    refused.put(name, alone.problems().get(0));
                }
            }
        }
        return topics.values();
    }

    private static void requireRefusal(KmigException e) {
        if (e.problems().get(0).code() != ErrorCode.PERMISSION_DENIED) {
            throw e;
        }
    }
}
