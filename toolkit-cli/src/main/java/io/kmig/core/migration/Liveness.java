package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.port.Pacer;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether a unit's clients run: asked of the groups and logs, since a hook that ended well says nothing about it. */
final class Liveness {
    private static final Duration JOINED_WITHIN = Duration.ofSeconds(60);
    private static final Duration FIRST_RECORD_WITHIN = Duration.ofSeconds(5);

    private final Passage passage;
    private final Pacer pacer;
    private final MoveListener listener;
    private final DatabaseMove databases;

    Liveness(Passage passage, Pacer pacer, MoveListener listener, DatabaseMove databases) {
        this.passage = passage;
        this.pacer = pacer;
        this.listener = listener;
        this.databases = databases;
    }

    /** Before anything is stopped: somebody started them by hand where the unit is still to go. */
    void refuseLiveGroups(Unit unit) {
        LiveGroups.refuse(unit.name(), unit.groups(), passage.target(), "nothing was stopped", passage.again());
    }

    /** @return what was seen, in words */
    String awaitAlive(Unit unit, Optional<Map<Tp, Long>> born, Map<String, Event.Pinned> pinned) {
        if (!pinned.isEmpty()) {
            awaitMembers(unit, pinned);
        }
        Set<String> written = new TreeSet<>(unit.writes());
        // on green a database's rows go to no topic
        written.removeAll(databases.topics(unit));
        Set<String> quiet = born.map(ends -> awaitRecords(written, ends)).orElse(Set.of());
        if (!quiet.isEmpty()) {
            listener.note(unit, "nothing was written on " + to() + " yet to " + String.join(", ", quiet));
        }
        List<String> seen = new ArrayList<>();
        if (!pinned.isEmpty()) {
            seen.add((pinned.size() == 1 ? "1 group has" : pinned.size() + " groups have") + " members");
        }
        if (born.isPresent() && !written.isEmpty()) {
            seen.add(
                    (written.size() - quiet.size()) + " of " + written.size() + " topics have records born on " + to());
        }
        return seen.isEmpty()
                ? "hooks done, no group with positions and no topic of its own to see it by"
                : String.join(", ", seen);
    }

    private void awaitMembers(Unit unit, Map<String, Event.Pinned> pinned) {
        Duration within = unit.clients().stream()
                .map(ClientSpec::timeout)
                .max(Comparator.naturalOrder())
                .orElse(JOINED_WITHIN);
        Map<String, GroupFacts> last = new HashMap<>();
        boolean joined = new Patience(pacer, within).awaitTrue(() -> {
            last.putAll(passage.target().groups(pinned.keySet()));
            listener.waiting(
                    unit,
                    "the start hooks have run; waiting up to " + within.toSeconds()
                            + " s (clients[].timeout) for members on " + to() + " of "
                            + String.join(", ", pinned.keySet()));
            return last.values().stream().allMatch(g -> g.members() > 0 || hasGoneOn(g, pinned));
        });
        if (!joined) {
            List<String> absent = last.values().stream()
                    .filter(g -> g.members() == 0 && !hasGoneOn(g, pinned))
                    .map(GroupFacts::name)
                    .sorted()
                    .toList();
            throw new KmigException(new Problem(
                    ErrorCode.CLIENT_NOT_STARTED,
                    "the start hooks of unit " + unit.name() + " ended well, and after " + within.toSeconds()
                            + " s these groups have no member on " + to() + ": " + String.join(", ", absent),
                    "the unit stays on " + to() + ", its offsets are pinned",
                    "look at the application's log, start it on " + to() + ", then " + passage.again()));
        }
    }

    /** @return the topics that had none when the time was over */
    private Set<String> awaitRecords(Set<String> written, Map<Tp, Long> born) {
        Set<String> waiting = new TreeSet<>(written);
        new Patience(pacer, FIRST_RECORD_WITHIN).awaitTrue(() -> {
            passage.target().ends(born.keySet()).forEach((tp, now) -> {
                if (now.leo() > born.getOrDefault(tp, Long.MAX_VALUE)) {
                    waiting.remove(tp.topic());
                }
            });
            return waiting.isEmpty();
        });
        return waiting;
    }

    /** Consumers that assign partitions themselves never become members; their commits show that they run. */
    private boolean hasGoneOn(GroupFacts group, Map<String, Event.Pinned> pinned) {
        Event.Pinned from = pinned.get(group.name());
        return from != null
                && group.offsets().entrySet().stream().anyMatch(o -> {
                    GroupOffset began = passage.onTarget(from).get(o.getKey());
                    return began != null && o.getValue().offset() > began.offset();
                });
    }

    /** That the hooks ended well does not say that the clients run. The unit is undone all the same. */
    void requireBack(Unit unit, Touched touched) {
        Set<String> absent = new TreeSet<>(touched.groups());
        if (absent.isEmpty()) {
            return;
        }
        Duration within = touched.timeout();
        new Patience(pacer, within).awaitTrue(() -> {
            absent.removeAll(touched.seenAgain(passage.source().groups(absent).values()));
            if (!absent.isEmpty()) {
                listener.waiting(
                        unit,
                        "the start hooks have run; waiting up to " + within.toSeconds()
                                + " s (clients[].timeout) for members on " + from() + " of "
                                + String.join(", ", absent));
            }
            return absent.isEmpty();
        });
        if (!absent.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.CLIENT_NOT_STARTED,
                    "unit " + unit.name() + " was taken back, its start hooks ended well, and after "
                            + within.toSeconds() + " s these groups have no member on " + from() + ": "
                            + String.join(", ", absent),
                    "no client of the unit was started on " + to() + "; its groups had members on " + from()
                            + " before",
                    "look at the application's log and start it on " + from() + " yourself, then see `kmig lag`"));
        }
    }

    private String from() {
        return passage.from().label();
    }

    private String to() {
        return passage.to().label();
    }
}
