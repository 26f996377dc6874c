package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ConnectPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Makes a mirror silent, and starts it again. */
final class MirrorControl {
    /** A connector may have had more tasks before; fencing an id that never was costs a round trip and harms nothing. */
    private static final int SPARE_TASKS = 4;

    /** A connector that fails again and again has a cause that waiting does not mend. */
    private static final int RESTARTS = 3;

    private final ConnectPort connect;
    private final String command;

    /** @param command what to run again when something fails */
    MirrorControl(ConnectPort connect, String command) {
        this.connect = connect;
        this.command = command;
    }

    /**
     * Stops the mirror and makes sure that no task of it can ever commit again: a worker that froze before the stop
     * would go on when it wakes (measured: 1,544 records), unless its transactional ids are fenced.
     *
     * @param target the cluster the mirror writes to
     * @param workers the cluster its workers keep their group on
     */
    int silence(String mirror, ClusterPort target, ClusterPort workers, Patience patience) {
        int tasks = connect.connector(mirror).map(c -> c.tasks().size()).orElse(0);
        connect.stop(mirror);
        Set<String> ids = taskIds(mirror, tasks, target, workers);
        if (ids.isEmpty()) {
            throw notSilent(
                    mirror,
                    target,
                    "none of its transactional ids is known and no Connect group is: it can't be fenced");
        }
        target.fenceProducers(ids);
        boolean quiet =
                patience.awaitTrue(() -> target.openTransactions().stream().noneMatch(ids::contains));
        if (!quiet) {
            throw notSilent(mirror, target, "it still has an open transaction");
        }
        return ids.size();
    }

    private KmigException notSilent(String mirror, ClusterPort target, String why) {
        return new KmigException(new Problem(
                ErrorCode.MIRROR_NOT_SILENT,
                "after the stop of mirror " + mirror + ", on " + target.colour().label() + " " + why,
                "nothing was handed off",
                "look at `kmig status` and the transaction coordinator's log, then run `" + command + "` again"));
    }

    /** Form {@code <worker group id>-<connector>-<task>} (Kafka's Worker.taskTransactionalId). */
    private static Set<String> taskIds(String mirror, int tasks, ClusterPort target, ClusterPort workers) {
        Set<String> ids = new TreeSet<>();
        Pattern own = Pattern.compile(".*-" + Pattern.quote(mirror) + "-\\d+");
        target.transactionalIds().stream()
                .filter(id -> own.matcher(id).matches())
                .forEach(ids::add);
        for (String group : workers.connectGroups()) {
            for (int task = 0; task < tasks + SPARE_TASKS; task++) {
                ids.add(group + "-" + mirror + "-" + task);
            }
        }
        return ids;
    }

    void awaitRunning(String connector, ErrorCode code, Patience patience) {
        List<ConnectorFacts> last = new ArrayList<>();
        int[] restarts = {0};
        boolean running = patience.awaitTrue(() -> {
            Optional<ConnectorFacts> facts = connect.connector(connector);
            last.clear();
            facts.ifPresent(last::add);
            // a task that a timeout or a lost broker ended does not come back by itself
            if (facts.filter(ConnectorFacts::failed).isPresent() && restarts[0] < RESTARTS) {
                restarts[0]++;
                connect.restartFailed(connector);
            }
            return facts.map(ConnectorFacts::running).orElse(false);
        });
        if (!running) {
            String state =
                    last.isEmpty() ? "does not exist" : "is " + last.get(0).standing();
            throw new KmigException(new Problem(
                    code,
                    "connector " + connector + " " + state,
                    "nothing else was changed",
                    "mend the cause (the worker's log has it), then run `kmig apply` or `" + command + "` again"));
        }
    }
}
