package io.kmig.validator.match;

import io.kmig.validator.chain.Seen;
import io.kmig.validator.digest.Fingerprint;
import io.kmig.validator.match.Shelf.Room;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records told as missing or foreign that may still turn up on the other side. The oldest go when there are too many. */
final class Loose {
    private final Shelf shelf;
    private final Room room;
    private final int bound;
    private final TreeMap<Long, Seen> byOffset = new TreeMap<>();
    /** Of records with the same content the oldest. */
    private final Map<Fingerprint, Long> byDigest = new HashMap<>();

    Loose(Shelf shelf, Room room, int bound) {
        this.shelf = shelf;
        this.room = room;
        this.bound = bound;
        shelf.visit(room, 0, (offset, bytes) -> {
            keep(SeenCodec.decode(offset, bytes));
            return true;
        });
    }

    void add(Seen seen) {
        shelf.put(room, seen.offset(), SeenCodec.encode(seen));
        keep(seen);
        if (byOffset.size() > bound) {
            remove(byOffset.firstEntry().getValue());
        }
    }

    /** Takes out the oldest record with this digest. */
    @Nullable
    Seen take(Fingerprint digest) {
        Long offset = byDigest.isEmpty() ? null : byDigest.get(digest);
        if (offset == null) {
            return null;
        }
        Seen seen = byOffset.get(offset);
        if (seen != null) {
            remove(seen);
        }
        return seen;
    }

    boolean isEmpty() {
        return byOffset.isEmpty();
    }

    private void keep(Seen seen) {
        byOffset.put(seen.offset(), seen);
        byDigest.putIfAbsent(seen.digest(), seen.offset());
    }

    private void remove(Seen seen) {
        shelf.remove(room, seen.offset());
        byOffset.remove(seen.offset());
        byDigest.remove(seen.digest());
        // another of the same content is rare enough to look for
        for (Seen other : byOffset.values()) {
            if (other.digest().equals(seen.digest())) {
                byDigest.put(other.digest(), other.offset());
                return;
            }
        }
    }
}
