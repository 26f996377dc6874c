package io.kmig.validator.match;

import io.kmig.validator.chain.Seen;
import io.kmig.validator.digest.Fingerprint;
import io.kmig.validator.match.Shelf.Room;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The target records that no source record matches yet, oldest first. In memory are at most {@code bound} of them. */
final class GreenTail {
    private final Shelf shelf;
    private final Head head;
    private final int bound;
    private final Deque<Seen> loaded = new ArrayDeque<>();

    GreenTail(Shelf shelf, Head head, int bound) {
        this.shelf = shelf;
        this.head = head;
        this.bound = bound;
    }

    boolean isEmpty() {
        return head.waitingCount == 0;
    }

    long size() {
        return head.waitingCount;
    }

    void add(Seen seen) {
        shelf.put(Room.WAITING, seen.offset(), SeenCodec.encode(seen));
        if (loaded.size() == head.waitingCount && loaded.size() < bound) {
            loaded.addLast(seen);
        }
        head.waitingCount++;
    }

    Seen first() {
        load();
        return loaded.getFirst();
    }

    Seen pop() {
        load();
        Seen seen = loaded.removeFirst();
        shelf.remove(Room.WAITING, seen.offset());
        head.waitingCount--;
        return seen;
    }

    /** @return how many records lie before the first one with this digest, or -1 */
    int find(Fingerprint digest) {
        load();
        int distance = 0;
        for (Seen seen : loaded) {
            if (seen.digest().equals(digest)) {
                return distance;
            }
            distance++;
        }
        return -1;
    }

    List<Seen> list(int limit) {
        load();
        List<Seen> result = new ArrayList<>();
        for (Seen seen : loaded) {
            if (result.size() == limit) {
                break;
            }
            result.add(seen);
        }
        return result;
    }

    /** Drops what lies at or above an offset. */
    int cut(long from) {
        List<Long> gone = new ArrayList<>();
        shelf.visit(Room.WAITING, from, (offset, bytes) -> gone.add(offset));
        gone.forEach(offset -> shelf.remove(Room.WAITING, offset));
        loaded.removeIf(seen -> seen.offset() >= from);
        head.waitingCount -= gone.size();
        return gone.size();
    }

    private void load() {
        if (loaded.isEmpty() && head.waitingCount > 0) {
            shelf.visit(Room.WAITING, 0, (offset, bytes) -> {
                loaded.addLast(SeenCodec.decode(offset, bytes));
                return loaded.size() < bound;
            });
        }
    }
}
