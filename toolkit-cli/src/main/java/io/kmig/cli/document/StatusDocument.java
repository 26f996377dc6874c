package io.kmig.cli.document;

import io.kmig.cli.session.HalfMoved;
import io.kmig.cli.session.Operations;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.migration.Phase;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.watch.MirrorProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code kmig status} shows. */
public record StatusDocument(
        int schemaVersion,
        String migration,
        String phase,
        String blueClusterId,
        String greenClusterId,
        List<UnitLine> units,
        List<ConnectorLine> connectors,
        List<MirrorLine> mirrors,
        int pendingChanges,
        List<String> internalTopics,
        List<String> notes,
        List<ProvedLine> proved,
        String next) {

    /**
     * @param where blue or green; moving or returning while it is between them
     * @param step the last step that was begun of a unit between them; null elsewhere
     * @param since when that was; null elsewhere
     */
    public record UnitLine(
            String name,
            String where,
            List<String> clients,
            @Nullable String step,
            @Nullable Instant since) {
        static UnitLine of(Unit unit, String where, Optional<HalfMoved> half) {
            return new UnitLine(
                    unit.name(),
                    where,
                    unit.clients().stream().map(ClientSpec::name).toList(),
                    half.map(HalfMoved::step).orElse(null),
                    half.map(HalfMoved::since).orElse(null));
        }
    }

    /** @param purpose mirror, reverse, checkpoint or heartbeat */
    public record ConnectorLine(
            String name,
            String purpose,
            String state,
            List<String> tasks,
            @Nullable String trace) {}

    /**
     * @param copied offsets copied of {@code total}
     * @param perSecond null when nothing moved between two looks
     * @param etaSeconds null when unknown
     */
    public record MirrorLine(
            String name,
            long copied,
            long total,
            double percent,
            long remaining,
            @Nullable Double perSecond,
            @Nullable Long etaSeconds) {
        static MirrorLine of(MirrorProgress before, MirrorProgress now, Duration between) {
            Double rate = null;
            Long eta = null;
            long moved = now.copied() - before.copied();
            if (between.toMillis() > 0 && moved > 0) {
                rate = moved * 1000.0 / between.toMillis();
                eta = (long) Math.ceil(now.remaining() / rate);
            }
            if (now.remaining() == 0) {
                eta = 0L;
            }
            return new MirrorLine(
                    now.mirror(),
                    now.copied(),
                    now.total(),
                    Math.floor(now.percent() * 100) / 100,
                    now.remaining(),
                    rate,
                    eta);
        }
    }

    public static StatusDocument of(
            MigrationSpec spec, Operations.Status before, Operations.Status now, Duration between) {
        List<Unit> units = now.planned().plan().order().stream()
                .map(MoveOrder.Placed::unit)
                .toList();
        Set<String> names = units.stream().map(Unit::name).collect(Collectors.toSet());
        Phase phase = now.history().phase(names);
        Map<String, MirrorProgress> earlier =
                before.mirrors().stream().collect(Collectors.toMap(MirrorProgress::mirror, m -> m));
        return new StatusDocument(
                1,
                spec.name(),
                phase.label(),
                now.planned().plan().blueClusterId(),
                now.planned().plan().greenClusterId(),
                units.stream().map(u -> unit(u, now)).toList(),
                now.planned().survey().connectors().values().stream()
                        .map(c -> connector(spec, c))
                        .toList(),
                now.mirrors().stream()
                        .map(m -> MirrorLine.of(earlier.getOrDefault(m.mirror(), m), m, between))
                        .toList(),
                now.planned().plan().operations().size(),
                now.internalTopics(),
                now.planned().halfMoved().stream().map(HalfMoved::says).toList(),
                ProvedLine.of(now.history().entries()),
                next(spec, phase, now));
    }

    private static UnitLine unit(Unit unit, Operations.Status now) {
        return UnitLine.of(
                unit,
                now.planned().where(unit.name()),
                now.planned().halfMoved().stream()
                        .filter(h -> h.unit().equals(unit.name()))
                        .findFirst());
    }

    private static ConnectorLine connector(MigrationSpec spec, ConnectorFacts facts) {
        String rest = facts.name().substring(spec.ownedPrefix().length());
        int dot = rest.indexOf('.');
        String trace = facts.tasks().stream()
                .map(ConnectorFacts.TaskFacts::trace)
                .filter(t -> !t.isEmpty())
                .findFirst()
                .orElse(null);
        return new ConnectorLine(
                facts.name(),
                dot < 0 ? rest : rest.substring(0, dot),
                facts.state(),
                facts.tasks().stream().map(ConnectorFacts.TaskFacts::state).toList(),
                trace);
    }

    private static String next(MigrationSpec spec, Phase phase, Operations.Status now) {
        if (!now.planned().halfMoved().isEmpty()) {
            return now.planned().halfMoved().get(0).next();
        }
        boolean pending = !now.planned().plan().operations().isEmpty();
        if (phase instanceof Phase.Planned || (pending && !(phase instanceof Phase.Moving))) {
            return "kmig plan, then kmig apply";
        }
        if (phase instanceof Phase.OnGreen) {
            return "watch the soak: kmig lag --watch" + (spec.databases().isEmpty() ? "" : ", and kmig sink status");
        }
        if (phase instanceof Phase.RollingBack) {
            return "kmig rollback, until every unit is on blue";
        }
        if (phase instanceof Phase.OnBlue) {
            return "everything is on blue again; to try once more: kmig cutover --dry-run, then kmig cutover";
        }
        return "kmig cutover --dry-run, then kmig cutover";
    }
}
