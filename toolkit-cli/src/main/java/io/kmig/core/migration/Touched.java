package io.kmig.core.migration;

import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a crossing may have stopped: the clients that an undo starts again, and how one sees that they run. An earlier
 * run's stop was before this one looked, so that of its groups nothing can be expected.
 */
final class Touched {
    private final Set<ClientSpec> clients;
    /** Groups that had members. */
    private final Set<String> joined = new TreeSet<>();
    /** Where a group stood when it was first looked at after it was started again. */
    private final Map<String, Map<Tp, GroupOffset>> stood = new HashMap<>();

    Touched(Collection<ClientSpec> before) {
        this.clients = new LinkedHashSet<>(before);
    }

    /** Grows while clients are stopped. */
    Set<ClientSpec> clients() {
        return clients;
    }

    /** How the groups are before anything is stopped. */
    void joined(Collection<GroupFacts> groups) {
        groups.stream().filter(g -> g.members() > 0).forEach(g -> joined.add(g.name()));
    }

    /** Groups that had members and whose client was stopped: started again, they have some. */
    Set<String> groups() {
        return clients.stream()
                .flatMap(c -> c.groups().stream())
                .filter(joined::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that live: a member joined, or a position has moved since the first look. */
    Set<String> seenAgain(Collection<GroupFacts> now) {
        Set<String> seen = new TreeSet<>();
        for (GroupFacts group : now) {
            Map<Tp, GroupOffset> before = stood.putIfAbsent(group.name(), group.offsets());
            if (group.members() > 0 || (before != null && !before.equals(group.offsets()))) {
                seen.add(group.name());
            }
        }
        return seen;
    }

    Duration timeout() {
        return clients.stream()
                .map(ClientSpec::timeout)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
