package io.kmig.core.migration;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.port.ClusterPort;
import java.util.Collection;
import java.util.List;

/** Positions are written only to groups without members: a member would go on from its own, and commit over them. */
final class LiveGroups {
    private LiveGroups() {}

    /**
     * Refuses when any of them has members, naming all.
     *
     * @param notChanged what is as before
     */
    static void refuse(String unit, Collection<String> groups, ClusterPort side, String notChanged, String again) {
        if (groups.isEmpty()) {
            return;
        }
        List<String> live = side.groups(groups).values().stream()
                .filter(g -> g.members() > 0)
                .map(GroupFacts::name)
                .sorted()
                .map(name -> name + " (" + String.join(", ", side.members(name)) + ")")
                .toList();
        if (!live.isEmpty()) {
            throw new KmigException(new Problem(
                    ErrorCode.GROUP_HAS_MEMBERS,
                    "groups of unit " + unit + " have members on "
                            + side.colour().label() + ": " + String.join("; ", live),
                    notChanged,
                    "stop them on " + side.colour().label() + ", then " + again));
        }
    }
}
