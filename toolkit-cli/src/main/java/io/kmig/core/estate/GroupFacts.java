package io.kmig.core.estate;

import java.util.Map;

/**
 * A consumer group and where it stands.
 *
 * @param kind protocol as the broker names it in lower case: {@code classic}, {@code consumer}, {@code share}, {@code streams}
 * @param state the broker's word in upper case, for example {@code STABLE} or {@code EMPTY}
 * @param members number of members
 * @param offsets committed offsets; partitions with a pending transactional commit are absent
 */
public record GroupFacts(String name, String kind, String state, int members, Map<Tp, GroupOffset> offsets) {
    public GroupFacts {
        offsets = Map.copyOf(offsets);
    }

    /** KIP-932: it has no positions. */
    public boolean share() {
        return kind.equals("share");
    }
}
