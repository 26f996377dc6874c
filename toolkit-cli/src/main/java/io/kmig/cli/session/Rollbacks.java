package io.kmig.cli.session;

import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.journal.Acts;
import io.kmig.core.migration.History;
import io.kmig.core.migration.MoveListener;
import io.kmig.core.migration.Rollback;
import io.kmig.core.migration.UnitMove;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.ProofPort;
import java.util.ArrayList;
import java.util.List;

/** The way back, on an opened session. */
public final class Rollbacks {
    private final Operations operations;

    public Rollbacks(Operations operations) {
        this.operations = operations;
    }

    /** What would be done now, in order. Changes nothing. */
    public List<Rollback.Step> intend(Session session) {
        return Rollback.steps(operations.plan(session).plan().order(), new History(session.history()));
    }

    /** What stands against it, before anything is stopped. */
    public List<Problem> obstacles(Session session, List<Rollback.Step> steps) {
        return Rollback.obstacles(session.spec(), steps);
    }

    /**
     * Takes every unit back to blue, one by one.
     *
     * @param abortHanging whether transactions that nobody will end are aborted where they stand in the way
     * @return what was done; empty when every unit rested on blue
     */
    public List<Rollback.Step> rollback(
            Session session, boolean abortHanging, MoveListener listener, Operations.Reporter reporter) {
        Operations.Planned planned = operations.plan(session);
        List<MoveOrder.Placed> order = planned.plan().order();
        reporter.requireWritable();
        List<Rollback.Step> done = new ArrayList<>();
        try (JournalPort journal = session.takeJournal()) {
            UnitMove move = new UnitMove(
                    session.spec(),
                    Operations.layout(planned.survey(), session),
                    session.estates(),
                    session.hooks(),
                    journal,
                    session.pacer(),
                    ProofPort.none(),
                    listener,
                    abortHanging);
            UnitReports reports = new UnitReports(reporter, Operations.names(planned.plan()), journal, listener);
            List<Rollback.Step> steps = Rollback.steps(order, new History(journal.entries()));
            List<Problem> obstacles = obstacles(session, steps);
            if (!obstacles.isEmpty()) {
                throw new KmigException(obstacles, null);
            }
            return Acts.from(journal::entries).tell(Exit.STOPPED, () -> {
                for (Rollback.Step step : steps) {
                    reports.after(step.unit(), () -> move.takeBack(step.unit()));
                    done.add(step);
                }
                return done;
            });
        }
    }
}
