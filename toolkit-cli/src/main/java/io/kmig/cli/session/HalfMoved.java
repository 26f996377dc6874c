package io.kmig.cli.session;

import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.migration.History;
import io.kmig.core.plan.Plan.Risk;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A unit whose move, or way back, was begun and has not ended: a kmig is at it right now, or one was killed and the
 * unit's applications may be down. Every command that meets it says so.
 *
 * @param returning on its way back to blue
 * @param step the last that was begun
 * @param since when that was
 * @param clients the unit's
 */
public record HalfMoved(String unit, boolean returning, String step, Instant since, List<String> clients) {
    public HalfMoved {
        clients = List.copyOf(clients);
    }

    static List<HalfMoved> of(History history, List<MoveOrder.Placed> order) {
        List<HalfMoved> found = new ArrayList<>();
        for (MoveOrder.Placed placed : order) {
            Unit unit = placed.unit();
            History.Progress progress = history.progress(unit.name());
            if (progress.returning() || (progress.begun() && !progress.moved())) {
                found.add(of(unit, progress.returning(), history.entries()));
            }
        }
        return List.copyOf(found);
    }

    private static HalfMoved of(Unit unit, boolean returning, List<Entry> entries) {
        String step = "";
        Instant since = Instant.EPOCH;
        for (Entry entry : entries) {
            if (entry.event() instanceof Event.StepBegan s && s.unit().equals(unit.name())) {
                step = s.step().name().toLowerCase(Locale.ROOT).replace('_', '-');
                since = entry.at();
            } else if (entry.event() instanceof Event.TurnedBack t && t.unit().equals(unit.name())) {
                step = "turn-back";
                since = entry.at();
            }
        }
        return new HalfMoved(
                unit.name(),
                returning,
                step,
                since,
                unit.clients().stream().map(ClientSpec::name).collect(Collectors.toList()));
    }

    /** What ends it. */
    public String next() {
        return returning ? "kmig rollback" : "kmig cutover --client " + clients.get(0);
    }

    /** For example {@code the move of unit billing was begun and has not ended: fence since …}. */
    public String says() {
        return "the " + (returning ? "way back" : "move") + " of unit " + unit + " was begun and has not ended: " + step
                + " since " + since.truncatedTo(ChronoUnit.SECONDS) + "; unless a kmig is at it right now, "
                + (clients.size() == 1 ? "its client " : "its clients ") + String.join(", ", clients)
                + " may be stopped";
    }

    Risk risk() {
        return new Risk(
                "unit " + unit, says() + "; its mirror is left as that move needs it; go on with `" + next() + "`");
    }
}
