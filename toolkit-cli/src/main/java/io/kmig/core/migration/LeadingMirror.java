package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ConnectPort;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts the mirror that leads from where a unit now writes to where it wrote before, from the ends that were recorded at
 * the hand-over.
 *
 * <p>Invariant: it never runs while the mirror of the other direction may (with the identity policy that is a loop), and
 * once it ran it is never set back (that would repeat records).
 */
final class LeadingMirror {
    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(60);

    private final ConnectPort connect;
    private final MirrorControl mirrors;
    private final Patience.Source patience;

    LeadingMirror(ConnectPort connect, MirrorControl mirrors, Patience.Source patience) {
        this.connect = connect;
        this.mirrors = mirrors;
        this.patience = patience;
    }

    /** Looks only. */
    void refuseRunning(String name, Unit unit) {
        connect.connector(name).filter(c -> !"STOPPED".equals(c.state())).ifPresent(c -> {
            throw new KmigException(new Problem(
                    ErrorCode.GATE_CLOSED,
                    "the mirror " + c.name() + " is " + c.state() + " while unit " + unit.name()
                            + " writes where it copies to: with the other mirror it copies in a circle",
                    "nothing was stopped",
                    "stop it over Connect's REST API (PUT /connectors/" + c.name()
                            + "/stop), then run the command again"));
        });
    }

    /**
     * @param name of a connector that exists
     * @param source the side the mirror reads
     * @param ends the first offset to copy, per partition
     * @param mayHaveRun an earlier run had begun this
     */
    void on(String name, ClusterPort source, Unit unit, Map<Tp, Long> ends, boolean mayHaveRun) {
        Optional<ConnectorFacts> connector = connect.connector(name);
        if (connector.filter(c -> !"STOPPED".equals(c.state())).isEmpty()) {
            position(name, source.colour(), unit, ends, mayHaveRun);
            refuseExpired(name, source, unit, ends);
            connect.resume(name);
        }
        mirrors.awaitRunning(name, ErrorCode.REVERSE_MIRROR_FAILED, patience.atMost(RUNNING_WITHIN));
    }

    /** MM2 would begin at the log's start instead, and nobody would know what lies between. */
    private void refuseExpired(String name, ClusterPort source, Unit unit, Map<Tp, Long> ends) {
        Map<Tp, Long> copied = connect.mirrorOffsets(name);
        Map<Tp, String> gone = new TreeMap<>();
        source.ends(ends.keySet()).forEach((tp, log) -> {
            long next = copied.getOrDefault(tp, -1L) + 1;
            if (log.start() > next) {
                gone.put(tp, tp + " begins at " + log.start() + ", to be copied from " + next);
            }
        });
        if (!gone.isEmpty()) {
            String side = source.colour().label();
            throw new KmigException(new Problem(
                    ErrorCode.REVERSE_MIRROR_FAILED,
                    "retention on " + side + " took records of unit " + unit.name() + " before the mirror " + name
                            + " read them: " + String.join("; ", gone.values()),
                    "the unit runs on " + side + "; the mirror stays stopped",
                    "bring back what is lost, or go on without it: set the mirror's offsets to the one before each log's"
                            + " begin over Connect's REST API (PATCH /connectors/" + name
                            + "/offsets), then run the command again"));
        }
    }

    private void position(String name, Colour source, Unit unit, Map<Tp, Long> ends, boolean mayHaveRun) {
        Map<Tp, Long> there = connect.mirrorOffsets(name);
        Map<Tp, Long> wanted = new TreeMap<>();
        ends.forEach((tp, end) -> {
            long at = there.getOrDefault(tp, -1L);
            // offsets outlive a connector: what an older one of this name left may lie beyond the recorded end
            if (mayHaveRun ? at < end - 1 : at != end - 1) {
                wanted.put(tp, end - 1);
            }
        });
        if (wanted.isEmpty()) {
            return;
        }
        connect.alterMirrorOffsets(name, source.label(), wanted);
        Map<Tp, Long> back = connect.mirrorOffsets(name);
        wanted.forEach((tp, offset) -> {
            if (!back.getOrDefault(tp, -1L).equals(offset)) {
                throw new KmigException(new Problem(
                        ErrorCode.REVERSE_MIRROR_FAILED,
                        "the mirror " + name + " of unit " + unit.name() + " could not be positioned: " + tp
                                + " reads back " + back.get(tp) + " instead of " + offset,
                        "the unit runs on " + source.label() + "; where the mirror must begin is in the journal",
                        "run the command again"));
            }
        });
    }
}
