package io.kmig.cli.document;

import io.kmig.cli.session.Operations;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.migration.History;
import io.kmig.core.migration.Phase;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.watch.MirrorProgress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
        String next) {

    /** @param where blue, green, or moving */
    public record UnitLine(String name, String where, List<String> clients) {}

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
                units.stream().map(u -> unit(u, now.history())).toList(),
                now.planned().survey().connectors().values().stream()
                        .map(c -> connector(spec, c))
                        .toList(),
                now.mirrors().stream()
                        .map(m -> MirrorLine.of(earlier.getOrDefault(m.mirror(), m), m, between))
                        .toList(),
                now.planned().plan().operations().size(),
                now.internalTopics(),
                next(phase, now));
    }

    private static UnitLine unit(Unit unit, History history) {
        History.Progress progress = history.progress(unit.name());
        String where = progress.moved() ? "green" : progress.begun() ? "moving" : "blue";
        return new UnitLine(
                unit.name(),
                where,
                unit.clients().stream().map(ClientSpec::name).toList());
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

    private static String next(Phase phase, Operations.Status now) {
        boolean pending = !now.planned().plan().operations().isEmpty();
        if (phase instanceof Phase.Planned || (pending && !(phase instanceof Phase.Moving))) {
            return "kmig plan, then kmig apply";
        }
        if (phase instanceof Phase.OnGreen) {
            return "watch the soak: kmig lag --watch";
        }
        return "kmig cutover --dry-run, then kmig cutover";
    }
}
