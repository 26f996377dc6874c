package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.plan.Planner;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.Estates;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Brings what is born on green back to blue, from the ends that were recorded at hand-off.
 *
 * <p>Invariant: it never runs while the forward mirror of the same topics may (with the identity policy that is a loop),
 * and once it ran it is never set back (that would repeat records on blue).
 */
final class ReverseMirror {
    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);

    private final MirrorLayout layout;
    private final Estates estates;
    private final MirrorControl mirrors;
    private final Patience.Source patience;

    ReverseMirror(MirrorLayout layout, Estates estates, MirrorControl mirrors, Patience.Source patience) {
        this.layout = layout;
        this.estates = estates;
        this.mirrors = mirrors;
        this.patience = patience;
    }

    /** Looks only: would the workers take it, and is none of it running. */
    void refuseUnfit(Unit unit, int partitions) {
        List<ConnectPort.ConfigFinding> findings = estates.connect().validate(config(unit, partitions));
        if (!findings.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.CONNECTOR_CONFIG_REFUSED,
                    "the workers refuse the reverse mirror of unit " + unit.name() + ": " + findings,
                    "nothing was stopped",
                    "mend the worker's configuration, then run `kmig cutover` again"));
        }
        there(unit).filter(c -> !"STOPPED".equals(c.state())).ifPresent(c -> {
            throw new KmigException(new Problem(
                    ErrorCode.GATE_CLOSED,
                    "the reverse mirror " + c.name() + " is " + c.state() + " while its unit is on blue: with the"
                            + " forward mirror it copies in a circle",
                    "nothing was stopped",
                    "stop it over Connect's REST API (PUT /connectors/" + c.name()
                            + "/stop), then run `kmig cutover` again"));
        });
    }

    /** STOPPED, with everything it needs on blue. */
    void create(Unit unit, int partitions) {
        SortedMap<String, String> config = config(unit, partitions);
        String offsets = config.getOrDefault("offsets.storage.topic", "");
        if (estates.blue().topics(List.of(offsets)).isEmpty()) {
            estates.blue()
                    .createTopic(
                            offsets,
                            1,
                            Math.min(3, estates.blue().identity().nodes()),
                            Map.of("cleanup.policy", "compact"));
        }
        // one that an earlier attempt left may be from an older kmig.yaml
        if (there(unit).filter(c -> c.config().equals(config)).isEmpty()) {
            estates.connect().put(layout.reverseName(unit.name()), config, true);
        }
    }

    /**
     * @param mayHaveRun an earlier run had begun this
     * @return how many partitions it was positioned on
     */
    int on(Unit unit, Event.HandedOff handedOff, boolean mayHaveRun) {
        String name = layout.reverseName(unit.name());
        Optional<ConnectorFacts> connector = there(unit);
        if (connector.isEmpty()) {
            create(unit, handedOff.greenEnds().size());
        }
        if (connector.filter(c -> !"STOPPED".equals(c.state())).isEmpty()) {
            position(unit, name, handedOff, mayHaveRun);
            estates.connect().resume(name);
        }
        mirrors.awaitRunning(name, ErrorCode.REVERSE_MIRROR_FAILED, patience.atMost(RUNNING_WITHIN));
        return handedOff.greenEnds().size();
    }

    private void position(Unit unit, String name, Event.HandedOff handedOff, boolean mayHaveRun) {
        Map<Tp, Long> there = estates.connect().mirrorOffsets(name);
        Map<Tp, Long> wanted = new TreeMap<>();
        handedOff.greenEnds().forEach((tp, end) -> {
            long at = there.getOrDefault(tp, -1L);
            // offsets outlive a connector: what an older one of this name left may lie beyond the recorded end
            if (mayHaveRun ? at < end - 1 : at != end - 1) {
                wanted.put(tp, end - 1);
            }
        });
        if (wanted.isEmpty()) {
            return;
        }
        estates.connect().alterMirrorOffsets(name, Colour.GREEN.label(), wanted);
        Map<Tp, Long> back = estates.connect().mirrorOffsets(name);
        wanted.forEach((tp, offset) -> {
            if (!back.getOrDefault(tp, -1L).equals(offset)) {
                throw new KmigException(new Problem(
                        ErrorCode.REVERSE_MIRROR_FAILED,
                        "the reverse mirror of unit " + unit.name() + " could not be positioned: " + tp + " reads back "
                                + back.get(tp) + " instead of " + offset,
                        "the unit runs on green; where the reverse mirror must begin is in the journal",
                        "run `kmig cutover` again"));
            }
        });
    }

    private Optional<ConnectorFacts> there(Unit unit) {
        return estates.connect().connector(layout.reverseName(unit.name()));
    }

    private SortedMap<String, String> config(Unit unit, int partitions) {
        Map<String, TopicFacts> topics = estates.blue().topics(unit.writes());
        return layout.reverse(unit, partitions, Planner.maxMessageBytes(unit.writes(), topics));
    }
}
