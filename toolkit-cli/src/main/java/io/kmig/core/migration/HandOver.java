package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.plan.Operation;
import io.kmig.core.port.Estates;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.watch.MirrorProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Ends the mirror's writing of a unit's topics where the unit goes, so that its applications may write there. */
final class HandOver {
    private static final Duration NEAR_WITHIN = Duration.ofMinutes(2);

    private final Passage passage;
    private final MirrorLayout layout;
    private final Estates estates;
    private final JournalPort journal;
    private final Pacer pacer;
    private final Steps steps;
    private final ClientStops clients;
    private final MirrorControl mirrors;
    private final DrainProof drain;
    private final HangingTransactions hanging;
    private final ProofGate proof;

    HandOver(
            Passage passage,
            Crossing.Tools tools,
            Steps steps,
            ClientStops clients,
            MirrorControl mirrors,
            ProofGate proof) {
        this.passage = passage;
        this.layout = tools.layout();
        this.estates = tools.estates();
        this.journal = tools.journal();
        this.pacer = tools.pacer();
        this.steps = steps;
        this.clients = clients;
        this.mirrors = mirrors;
        this.drain = new DrainProof(passage, estates.connect(), pacer);
        this.hanging = new HangingTransactions(journal, pacer, tools.abortHanging());
        this.proof = proof;
    }

    /** What the mirror has still to bring is brought before anything is stopped, so that the pause stays short. */
    void awaitNearlyDrained(Unit unit, List<Tp> written) {
        String carrier = passage.carrier(layout, unit);
        List<MirrorProgress> last = new ArrayList<>();
        boolean near = new Patience(pacer, NEAR_WITHIN).awaitTrue(() -> {
            last.clear();
            last.add(MirrorProgress.of(carrier, written, passage.source(), passage.sourceLog(), estates.connect()));
            return last.get(0).remaining() <= Cutover.NEARLY_CAUGHT_UP;
        });
        if (!near) {
            throw new KmigException(new Problem(
                    ErrorCode.GATE_CLOSED,
                    carrier + " is " + last.get(0).remaining() + " offsets behind " + from(),
                    "nothing was stopped",
                    "wait until `kmig status` shows it caught up, then " + passage.again()));
        }
    }

    /**
     * Makes on green, empty, what capture made on blue since the unit left it: the first change of a table, brought back
     * from green, or the first end marker. Green's database has these changes already; what follows them on blue is the
     * forward mirror's, and needs a topic.
     */
    void makeLateTopics(Set<String> topics) {
        Set<String> there = estates.green().topics(topics).keySet();
        estates.blue().topics(topics).values().stream()
                .filter(t -> !there.contains(t.name()))
                .map(t -> Operation.CreateTopic.like(t, estates.green().identity()))
                .forEach(c ->
                        estates.green().createTopic(c.topic(), c.partitions(), c.replicationFactor(), c.configs()));
    }

    /** @return the target's ends: everything from there on is born there */
    Map<Tp, Long> over(Unit unit, List<Tp> written, Patience patience) {
        String carrier = passage.carrier(layout, unit);
        Map<Tp, LogEnds> fenced = steps.take(unit, Step.FENCE, () -> {
            // once more: an instance may have come up since the stop
            if (!unit.transactionalIds().isEmpty()) {
                passage.source().fenceProducers(unit.transactionalIds());
            }
            int aborted = hanging.settle(written, passage.source(), undone(), passage.command());
            Map<Tp, LogEnds> ends = clients.awaitStillLogs(unit, written, passage.source());
            return new Steps.Outcome<>(
                    ends,
                    ends.size() + " log ends still for " + ClientStops.STILL.toMillis() + " ms"
                            + (aborted == 0 ? "" : ", hanging transactions aborted: " + aborted));
        });
        Drained drained = steps.take(unit, Step.DRAIN, () -> {
            Drained proved = prove(unit, carrier, written, patience);
            String gone = proved.goneBefore().entrySet().stream()
                    .map(e -> "; " + e.getValue() + " offsets of " + e.getKey()
                            + " had expired before the mirror read them")
                    .collect(Collectors.joining());
            return new Steps.Outcome<>(proved, "no record left to copy on " + written.size() + " partitions" + gone);
        });
        steps.take(unit, Step.SILENCE, () -> {
            int ids = mirrors.silence(carrier, passage.target(), estates.green(), patience);
            return new Steps.Outcome<>(true, carrier + " stopped, " + ids + " transactional ids fenced");
        });
        if (passage.forward() && proof.on()) {
            Map<Tp, Long> ends = new TreeMap<>();
            fenced.forEach((tp, end) -> ends.put(tp, end.leo()));
            steps.take(unit, Step.VERIFY, () -> new Steps.Outcome<>(true, proof.pass(ends, patience.left(), undone())));
        }
        return steps.take(unit, Step.HAND_OFF, () -> {
            Map<Tp, Long> targetEnds = new TreeMap<>();
            passage.target().ends(written).forEach((tp, ends) -> targetEnds.put(tp, ends.leo()));
            Map<Tp, LogEnds> now = passage.source().ends(written);
            SortedMap<Tp, String> moved = ClientStops.moved(fenced, now);
            if (!moved.isEmpty()) {
                throw clients.leak(unit, moved, passage.source());
            }
            if (!drained.holds(now, pacer.now())) {
                prove(unit, carrier, written, patience);
            }
            Map<Tp, Long> sourceEnds = new TreeMap<>();
            now.forEach((tp, ends) -> sourceEnds.put(tp, ends.leo()));
            journal.append(passage.handedOver(unit, sourceEnds, targetEnds));
            return new Steps.Outcome<>(targetEnds, targetEnds.size() + " " + to() + " ends recorded");
        });
    }

    private Drained prove(Unit unit, String carrier, List<Tp> written, Patience patience) {
        Drained drained = drain.await(carrier, written, patience);
        journal.append(
                new Event.DrainProved(unit.name(), carrier, drained.copiedUpTo(), drained.endedAt(), drained.until()));
        return drained;
    }

    /** Before the pause. */
    void warmUp(List<Tp> written) {
        drain.warmUp(written);
    }

    private String undone() {
        return "nothing was handed off; the unit is started on " + from() + " again";
    }

    private String from() {
        return passage.from().label();
    }

    private String to() {
        return passage.to().label();
    }
}
