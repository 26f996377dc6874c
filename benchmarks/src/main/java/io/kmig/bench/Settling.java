package io.kmig.bench;

import io.kmig.adapter.kafka.MirrorTopics;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Until no checkpoint of any mirror has changed for longer than twice the longest interval they are emitted at. */
final class Settling {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration UNCHANGED = Duration.ofSeconds(130);
    private static final Duration WITHIN = Duration.ofMinutes(15);

    private Settling() {}

    /** @return how many checkpoints each has, by alias */
    static Map<String, Long> await(Map<String, Object> green, List<String> aliases, int groups) {
        System.err.println("waiting until checkpoints have not changed for " + UNCHANGED.toSeconds() + " s");
        long deadline = System.nanoTime() + WITHIN.toNanos();
        try (MirrorTopics topics = new MirrorTopics(Colour.GREEN, green)) {
            Map<String, List<Map<Tp, Long>>> last = Map.of();
            long since = System.nanoTime();
            while (System.nanoTime() - since < UNCHANGED.toNanos()) {
                Map<String, List<Map<Tp, Long>>> now = look(topics, aliases, groups);
                if (!now.equals(last)) {
                    last = now;
                    since = System.nanoTime();
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the checkpoints did not settle: no result");
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
            Map<String, Long> counts = new LinkedHashMap<>();
            last.forEach((alias, byGroup) ->
                    counts.put(alias, byGroup.stream().mapToLong(Map::size).sum()));
            if (counts.containsValue(0L)) {
                throw new IllegalStateException("a mirror wrote no checkpoint, of " + counts + ": no result");
            }
            return counts;
        }
    }

    private static Map<String, List<Map<Tp, Long>>> look(MirrorTopics topics, List<String> aliases, int groups) {
        Map<String, List<Map<Tp, Long>>> seen = new LinkedHashMap<>();
        for (String alias : aliases) {
            List<Map<Tp, Long>> byGroup = new ArrayList<>();
            for (int g = 0; g < groups; g++) {
                byGroup.add(topics.stockCheckpoint(alias, "g" + g));
            }
            seen.put(alias, byGroup);
        }
        return seen;
    }
}
