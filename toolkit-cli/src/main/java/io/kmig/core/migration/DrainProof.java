package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.port.RecordLog.Rest;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a mirror has copied everything: a read_committed reader that starts right after the mirror's committed
 * source offset finds no record, and its position reaches the last stable offset, which is the log end. Lag is never
 * asked: markers and aborted records keep it above zero for ever. Nor is an empty fetch, which says nothing.
 */
final class DrainProof {
    /** Long enough for the steps up to the hand-off, short enough that nobody believes it tomorrow. */
    static final Duration GOOD_FOR = Duration.ofSeconds(10);

    private static final int SHOWN = 5;

    private final Passage passage;
    private final ConnectPort connect;
    private final Pacer pacer;

    DrainProof(Passage passage, ConnectPort connect, Pacer pacer) {
        this.passage = passage;
        this.connect = connect;
        this.pacer = pacer;
    }

    /** Looks once for the sake of the connections: the first look takes longer than all others, and nothing is paused yet. */
    void warmUp(Collection<Tp> partitions) {
        Map<Tp, Long> ends = new TreeMap<>();
        passage.source().ends(partitions).forEach((tp, end) -> ends.put(tp, end.lso()));
        passage.sourceLog().rests(ends);
    }

    /** Waits for it. */
    Drained await(String mirror, Collection<Tp> partitions, Patience patience) {
        SortedMap<Tp, Drained.Evidence> proved = new TreeMap<>();
        SortedMap<Tp, String> why = new TreeMap<>();
        Set<Tp> open = new TreeSet<>(partitions);
        boolean drained = patience.awaitTrue(() -> {
            why.clear();
            why.putAll(look(mirror, open, proved));
            open.removeAll(proved.keySet());
            return open.isEmpty();
        });
        if (!drained) {
            throw new KmigException(new Problem(
                    ErrorCode.DRAIN_INCOMPLETE,
                    "the mirror " + mirror + " has not copied everything: " + some(why.values()),
                    "nothing was handed off; the unit is started on "
                            + passage.from().label() + " again",
                    "look at `kmig status` and `kmig lag`; when the mirror keeps up, " + passage.again()));
        }
        return new Drained(proved, pacer.now().plus(GOOD_FOR));
    }

    /** @return why those that are not proved are not */
    private Map<Tp, String> look(String mirror, Set<Tp> open, Map<Tp, Drained.Evidence> proved) {
        Map<Tp, String> why = new TreeMap<>();
        Map<Tp, Long> copied;
        try {
            copied = connect.mirrorOffsets(mirror);
        } catch (KmigException e) {
            Problem problem = e.problems().get(0);
            if (problem.code() == ErrorCode.INTERRUPTED) {
                throw e;
            }
            // a worker that is busy now may tell at the next look
            why.put(
                    open.iterator().next(),
                    "the workers do not say how far it is: " + problem.code().id() + " " + problem.observed());
            return why;
        }
        Map<Tp, LogEnds> ends = passage.source().ends(open);
        Map<Tp, Drained.Evidence> claimed = new TreeMap<>();
        for (Tp tp : open) {
            long copiedUpTo = copied.getOrDefault(tp, -1L) + 1;
            LogEnds end = ends.get(tp);
            if (end == null) {
                why.put(tp, tp + " does not say where it ends");
            } else if (copiedUpTo > end.leo()) {
                why.put(
                        tp,
                        tp + " ends at " + end.leo() + " and the mirror claims to have copied up to " + copiedUpTo
                                + ": the topic was re-created or truncated");
            } else {
                claimed.put(tp, new Drained.Evidence(copiedUpTo, end));
            }
        }
        Map<Tp, Long> from = new TreeMap<>();
        claimed.forEach((tp, evidence) -> from.put(tp, begin(evidence)));
        Map<Tp, Rest> rests = passage.sourceLog().rests(from);
        claimed.forEach((tp, evidence) -> {
            Optional<String> rest = rest(tp, rests.get(tp), evidence.ends().leo());
            rest.ifPresentOrElse(left -> why.put(tp, left), () -> proved.put(tp, evidence));
        });
        return why;
    }

    /** Nobody reads before the log's start or beyond its stable end. */
    private static long begin(Drained.Evidence evidence) {
        LogEnds ends = evidence.ends();
        return Math.min(Math.max(evidence.copiedUpTo(), ends.start()), ends.lso());
    }

    private static Optional<String> rest(Tp tp, @Nullable Rest rest, long end) {
        if (rest == null) {
            return Optional.of(tp + " was not read");
        }
        if (rest.record() >= 0) {
            return Optional.of(tp + " has a record at " + rest.record() + " that is not on the other side");
        }
        return rest.position() < end
                ? Optional.of(tp + " can be read up to " + rest.position() + " only, its end is " + end)
                : Optional.empty();
    }

    private static String some(Collection<String> lines) {
        return String.join("; ", lines.stream().limit(SHOWN).toList())
                + (lines.size() > SHOWN ? "; … " + (lines.size() - SHOWN) + " more" : "");
    }
}
