package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.plan.Planner;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.Estates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Brings what is born on green back to blue: made before the pause, STOPPED, and started by {@link LeadingMirror}. */
final class ReverseMirror {
    private final MirrorLayout layout;
    private final Estates estates;
    private final LeadingMirror leading;

    ReverseMirror(MirrorLayout layout, Estates estates, LeadingMirror leading) {
        this.layout = layout;
        this.estates = estates;
        this.leading = leading;
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
                            estates.blue().identity().replicationFactor(),
                            Map.of("cleanup.policy", "compact"));
        }
        // one that an earlier attempt left may be from an older kmig.yaml
        if (there(unit).filter(c -> c.config().equals(config)).isEmpty()) {
            estates.connect().put(layout.reverseName(unit.name()), config, true);
        }
    }

    /** @param mayHaveRun an earlier run had begun this */
    void on(Unit unit, Map<Tp, Long> greenEnds, boolean mayHaveRun) {
        if (there(unit).isEmpty()) {
            create(unit, greenEnds.size());
        }
        leading.on(layout.reverseName(unit.name()), estates.green(), unit, greenEnds, mayHaveRun);
    }

    private Optional<ConnectorFacts> there(Unit unit) {
        return estates.connect().connector(layout.reverseName(unit.name()));
    }

    private SortedMap<String, String> config(Unit unit, int partitions) {
        Map<String, TopicFacts> topics = estates.blue().topics(unit.writes());
        return layout.reverse(unit, partitions, Planner.maxMessageBytes(unit.writes(), topics));
    }
}
