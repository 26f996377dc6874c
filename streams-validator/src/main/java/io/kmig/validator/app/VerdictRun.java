package io.kmig.validator.app;

import io.kmig.validator.chain.Link;
import io.kmig.validator.cluster.Logs;
import io.kmig.validator.feed.DigestFeed;
import io.kmig.validator.feed.FeedState;
import io.kmig.validator.match.Component;
import io.kmig.validator.match.Finding;
import io.kmig.validator.match.FindingKind;
import io.kmig.validator.match.Standing;
import io.kmig.validator.topology.Comparison;
import io.kmig.validator.verdict.Evidence;
import io.kmig.validator.verdict.Outcome;
import io.kmig.validator.verdict.PartitionJudge;
import io.kmig.validator.verdict.Problem;
import io.kmig.validator.verdict.Ruling;
import io.kmig.validator.verdict.Waiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One question to the validator: are both sides equal up to a watermark?
 *
 * <pre>
 * for every partition that is read to its watermark, a look:
 *    M   how far the mirror has committed         (only where something is missing)
 *    E   green's end, read after M                where something is missing, the log's end: a commit is answered
 *                                                 before its markers are written (KIP-98, 5.1 and 5.2), so what M
 *                                                 counts may still lie above the stable end. Else the stable end.
 *    V2  blue's stable end, read after E          what lies below E has its original below V2, or none
 *    ids of both topics: another topic of the same name proves nothing
 * judge once the comparison has seen all below E and V2; if that leaves something open, look again
 * </pre>
 *
 * Ends at the deadline at the latest, with the reason for each partition that is not decided.
 */
final class VerdictRun {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration TELL = Duration.ofMillis(500);
    private static final int REASONS = 5;

    private final OutcomeBoard board;
    private final Logs blue;
    private final Logs green;
    private final EmptinessProbe probe;
    private final DigestFeed feed;
    private final Comparison comparison;
    private final MirrorPositions mirror;
    private final List<Waiver> waivers;
    private final Map<TopicPartition, Long> watermarks;
    private final Map<TopicPartition, Long> handedOff;
    private final Map<TopicPartition, Look> looks = new HashMap<>();
    private final Map<TopicPartition, Entry> decided = new LinkedHashMap<>();
    /** By the last look: without one, only part of the reason is known. */
    private final Map<TopicPartition, String> undecided = new HashMap<>();

    private @Nullable String lastTrouble;

    /** Evidence with its ruling. */
    record Entry(Evidence evidence, Ruling ruling) {}

    VerdictRun(
            OutcomeBoard board,
            Logs blue,
            Logs green,
            EmptinessProbe probe,
            DigestFeed feed,
            Comparison comparison,
            MirrorPositions mirror,
            List<Waiver> waivers,
            Map<TopicPartition, Long> watermarks,
            Map<TopicPartition, Long> handedOff) {
        this.board = board;
        this.blue = blue;
        this.green = green;
        this.probe = probe;
        this.feed = feed;
        this.comparison = comparison;
        this.mirror = mirror;
        this.waivers = waivers;
        this.watermarks = watermarks;
        this.handedOff = handedOff;
    }

    List<Entry> await(Duration deadline, Consumer<Progress> progress) {
        long start = System.nanoTime();
        long lastTold = start;
        String stopped = null;
        while (true) {
            long version = board.version();
            try {
                round();
                stopped = comparison.failure();
            } catch (KafkaException e) {
                stopped = null;
                lastTrouble = e.getMessage();
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            boolean over = elapsed.compareTo(deadline) >= 0 || stopped != null || board.failure() != null;
            if (decided.size() == watermarks.size() || over) {
                return finish(stopped);
            }
            if (System.nanoTime() - lastTold > TELL.toNanos()) {
                lastTold = System.nanoTime();
                progress.accept(new Progress(elapsed, decided.size(), watermarks.size(), reasons()));
            }
            board.awaitChange(version, TICK);
        }
    }

    private void round() {
        Set<TopicPartition> open = new HashSet<>(watermarks.keySet());
        open.removeAll(decided.keySet());
        lookWherePossible(open);
        seeEnds(open);
        for (TopicPartition tp : open) {
            Entry entry = judge(tp);
            Look look = looks.get(tp);
            if (look == null) {
                // only a chain that has ended is judged without a look
                Standing standing = entry.evidence().standing();
                if (standing != null
                        && standing.broken() != null
                        && entry.ruling().decided()) {
                    decided.put(tp, entry);
                }
            } else if (!look.same()) {
                decided.put(tp, recreated(entry));
            } else if (entry.ruling().decided() && look.greenSeen()) {
                decided.put(tp, entry);
            } else {
                if (look.greenSeen()) {
                    undecided.put(tp, entry.ruling().reason());
                }
                Standing standing = entry.evidence().standing();
                if (standing != null && look.spent(standing, System.nanoTime())) {
                    looks.remove(tp);
                }
            }
        }
    }

    private void lookWherePossible(Set<TopicPartition> open) {
        Set<TopicPartition> due = new HashSet<>();
        Set<TopicPartition> lacking = new HashSet<>();
        for (TopicPartition tp : open) {
            OutcomeBoard.Told told = board.told(tp);
            Standing standing = told.standing();
            if (looks.containsKey(tp) || standing == null || standing.blueRead() < watermark(tp)) {
                continue;
            }
            due.add(tp);
            boolean missing = told.findings().stream().anyMatch(f -> f.kind() == FindingKind.MISSING);
            if (missing || standing.blueVerified() < watermark(tp)) {
                lacking.add(tp);
            }
        }
        if (due.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> copied = lacking.isEmpty() ? Map.of() : mirror.lastCopied(lacking);
        Map<TopicPartition, Long> greenEnds = new HashMap<>(green.stableEnds(due));
        greenEnds.putAll(green.ends(lacking));
        Map<TopicPartition, Long> blueEnds = blue.stableEnds(due);
        Set<String> topics = due.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Map<String, Logs.Topic> onBlue = blue.topics(topics);
        Map<String, Logs.Topic> onGreen = green.topics(topics);
        for (TopicPartition tp : due) {
            Standing standing = board.standing(tp);
            boolean same = standing == null
                    || (same(standing.topicId(), onBlue.get(tp.topic()))
                            && same(standing.targetTopicId(), onGreen.get(tp.topic())));
            looks.put(
                    tp,
                    new Look(
                            System.nanoTime(),
                            copied.get(tp),
                            Math.min(
                                    greenEnds.getOrDefault(tp, Long.MAX_VALUE),
                                    handedOff.getOrDefault(tp, Long.MAX_VALUE)),
                            blueEnds.getOrDefault(tp, Long.MAX_VALUE),
                            false,
                            same));
        }
    }

    private void seeEnds(Set<TopicPartition> open) {
        Map<TopicPartition, EmptinessProbe.Stretch> stretches = new HashMap<>();
        for (TopicPartition tp : open) {
            Look look = looks.get(tp);
            Standing standing = board.standing(tp);
            if (look != null && !look.greenSeen() && standing != null) {
                long from = Math.max(standing.greenRead(), standing.targetStart());
                stretches.put(tp, new EmptinessProbe.Stretch(from, Math.min(look.greenEnd(), standing.limit())));
            }
        }
        for (TopicPartition tp : probe.empty(stretches)) {
            looks.computeIfPresent(tp, (key, look) -> look.seen());
        }
    }

    private Entry judge(TopicPartition tp) {
        OutcomeBoard.Told told = board.told(tp);
        Look look = looks.get(tp);
        Evidence evidence = new Evidence(
                tp.topic(),
                tp.partition(),
                watermark(tp),
                told.standing(),
                told.findings(),
                look == null ? null : look.copied(),
                look == null ? null : look.greenEnd(),
                look != null && look.greenSeen(),
                look == null ? null : look.blueEnd(),
                waivers);
        return new Entry(evidence, PartitionJudge.judge(evidence));
    }

    private static Entry recreated(Entry entry) {
        Evidence evidence = entry.evidence();
        Problem problem = new Problem(
                evidence.topic(),
                evidence.partition(),
                FindingKind.TOPIC_RECREATED,
                Finding.NONE,
                Finding.NONE,
                Component.UNKNOWN,
                null);
        List<Problem> problems = new ArrayList<>(entry.ruling().problems());
        problems.add(problem);
        return new Entry(
                evidence,
                new Ruling(
                        Outcome.FAIL,
                        true,
                        "another topic has the name now than when its comparison began",
                        problems,
                        entry.ruling().unlisted()));
    }

    private List<Entry> finish(@Nullable String stopped) {
        List<Entry> entries = new ArrayList<>(decided.values());
        Set<TopicPartition> open = new HashSet<>(watermarks.keySet());
        open.removeAll(decided.keySet());
        Map<TopicPartition, Long> stable = stableEnds(open);
        for (TopicPartition tp : open) {
            Entry entry = judge(tp);
            Ruling ruling = entry.ruling();
            Ruling last = ruling.outcome() == Outcome.FAIL
                    ? ruling
                    : new Ruling(
                            Outcome.INCONCLUSIVE,
                            true,
                            why(tp, reason(entry, tp), stable.get(tp), stopped),
                            List.of(),
                            0);
            entries.add(new Entry(entry.evidence(), last));
        }
        return entries;
    }

    private String why(TopicPartition tp, String reason, @Nullable Long stable, @Nullable String stopped) {
        List<String> parts = new ArrayList<>();
        String boardFailure = board.failure();
        if (stopped != null) {
            parts.add("the comparison has stopped: " + stopped);
        }
        if (boardFailure != null) {
            parts.add(boardFailure);
        }
        if (stable != null && stable < watermark(tp)) {
            parts.add("a transaction is open on blue: its last stable offset is %d, its end %d"
                    .formatted(stable, watermark(tp)));
        }
        FeedState state = feed.state(tp);
        if (state.trouble() != null) {
            parts.add("the feed does not go on: " + state.trouble());
        }
        parts.add(reason.isEmpty() ? "green is not compared to its end yet" : reason);
        if (lastTrouble != null) {
            parts.add("last trouble: " + lastTrouble);
        }
        return String.join("; ", parts);
    }

    private Map<TopicPartition, Long> stableEnds(Set<TopicPartition> open) {
        try {
            return blue.stableEnds(open);
        } catch (KafkaException e) {
            lastTrouble = e.getMessage();
            return Map.of();
        }
    }

    private List<String> reasons() {
        return watermarks.keySet().stream()
                .filter(tp -> !decided.containsKey(tp))
                .limit(REASONS)
                .map(tp -> tp + ": " + reason(judge(tp), tp))
                .toList();
    }

    private String reason(Entry entry, TopicPartition tp) {
        return undecided.getOrDefault(tp, entry.ruling().reason());
    }

    private long watermark(TopicPartition tp) {
        return watermarks.getOrDefault(tp, 0L);
    }

    private static boolean same(UUID known, Logs.@Nullable Topic topic) {
        return topic != null && (known.equals(Link.NO_ID) || topic.id().equals(Link.NO_ID) || known.equals(topic.id()));
    }
}
