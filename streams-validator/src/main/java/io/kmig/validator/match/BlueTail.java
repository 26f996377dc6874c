package io.kmig.validator.match;

import io.kmig.validator.chain.Batch;
import io.kmig.validator.chain.Link;
import io.kmig.validator.chain.LinkCodec;
import io.kmig.validator.chain.Seen;
import io.kmig.validator.digest.Fingerprint;
import io.kmig.validator.match.Shelf.Room;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The source records that are not matched yet, oldest first, and behind them a stretch of those that are.
 *
 * <p>Kept as the batches that came; in memory are the one at the front and, while the logs don't line up, those that were
 * searched.
 */
final class BlueTail {
    private static final int SEARCHED = 256;

    private final Shelf shelf;
    private final Head head;
    private final int history;
    /** Where retained batches begin that lie wholly behind the front, and how much each holds. */
    private final Deque<Past> past = new ArrayDeque<>();

    private long pastRecords;
    private @Nullable Batch front;
    private int index;
    private final Map<Long, Batch> searched = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Batch> eldest) {
            return size() > SEARCHED;
        }
    };

    private record Past(long from, int records) {}

    BlueTail(Shelf shelf, Head head, int history) {
        this.shelf = shelf;
        this.head = head;
        this.history = history;
        shelf.visit(Room.BATCH, 0, (from, bytes) -> {
            Batch batch = decode(bytes);
            if (batch.offset(batch.size() - 1) < head.frontier) {
                remember(batch);
                return true;
            }
            front = batch;
            while (batch.offset(index) < head.frontier) {
                index++;
            }
            return false;
        });
    }

    /** Puts a batch that holds records at the end; they show once they are revealed. */
    void append(Batch batch) {
        shelf.put(Room.BATCH, batch.from(), LinkCodec.encode(new Link.Stretch(Link.NO_ID, batch)));
        if (front == null) {
            front = batch;
            index = 0;
        }
    }

    void reveal(int records) {
        head.pendingCount += records;
    }

    boolean isEmpty() {
        return head.pendingCount == 0;
    }

    long size() {
        return head.pendingCount;
    }

    boolean startsWith(Fingerprint digest) {
        return head.pendingCount > 0 && front != null && front.holds(index, digest);
    }

    Seen first() {
        if (front == null || head.pendingCount == 0) {
            throw new IllegalStateException("nothing is pending");
        }
        return front.get(index);
    }

    /** Takes the oldest record off. */
    void pop() {
        Batch batch = front;
        if (batch == null || head.pendingCount == 0) {
            throw new IllegalStateException("nothing is pending");
        }
        head.pendingCount--;
        head.frontier = batch.offset(index) + 1;
        if (++index == batch.size()) {
            remember(batch);
            front = after(batch.from());
            index = 0;
        }
    }

    /** @return how many records lie before the first one with this digest, or -1 */
    int find(Fingerprint digest, int limit) {
        long left = Math.min(limit, head.pendingCount);
        Batch batch = front;
        int i = index;
        int distance = 0;
        while (batch != null && distance < left) {
            if (batch.holds(i, digest)) {
                return distance;
            }
            distance++;
            if (++i == batch.size()) {
                batch = after(batch.from());
                i = 0;
            }
        }
        return -1;
    }

    List<Seen> list(int limit) {
        long left = Math.min(limit, head.pendingCount);
        List<Seen> result = new ArrayList<>();
        Batch batch = front;
        int i = index;
        while (batch != null && result.size() < left) {
            result.add(batch.get(i));
            if (++i == batch.size()) {
                batch = after(batch.from());
                i = 0;
            }
        }
        return result;
    }

    /** A record behind the front with this digest. */
    record Behind(long offset, int distance) {}

    @Nullable
    Behind findBehind(Fingerprint digest) {
        int distance = 0;
        if (front != null) {
            for (int i = index - 1; i >= 0; i--, distance++) {
                if (front.holds(i, digest)) {
                    return new Behind(front.offset(i), distance);
                }
            }
        }
        var newestFirst = past.descendingIterator();
        while (newestFirst.hasNext()) {
            Batch batch = load(newestFirst.next().from());
            for (int i = batch.size() - 1; i >= 0; i--, distance++) {
                if (batch.holds(i, digest)) {
                    return new Behind(batch.offset(i), distance);
                }
            }
        }
        return null;
    }

    /** The logs line up: nothing is searched for now. */
    void forgetSearched() {
        if (!searched.isEmpty()) {
            searched.clear();
        }
    }

    private void remember(Batch batch) {
        past.addLast(new Past(batch.from(), batch.size()));
        pastRecords += batch.size();
        while (pastRecords - past.getFirst().records() >= history) {
            Past oldest = past.removeFirst();
            pastRecords -= oldest.records();
            shelf.remove(Room.BATCH, oldest.from());
            searched.remove(oldest.from());
        }
    }

    private @Nullable Batch after(long from) {
        Batch[] next = new Batch[1];
        shelf.visit(Room.BATCH, from + 1, (at, bytes) -> {
            Batch known = searched.get(at);
            next[0] = known == null ? decode(bytes) : known;
            searched.put(at, next[0]);
            return false;
        });
        return next[0];
    }

    private Batch load(long from) {
        Batch known = searched.get(from);
        if (known != null) {
            return known;
        }
        byte[] bytes = shelf.get(Room.BATCH, from);
        if (bytes == null) {
            throw new IllegalStateException("the batch at " + from + " is gone");
        }
        Batch batch = decode(bytes);
        searched.put(from, batch);
        return batch;
    }

    private static Batch decode(byte[] bytes) {
        if (LinkCodec.decode(bytes) instanceof Link.Stretch stretch) {
            return stretch.batch();
        }
        throw new IllegalStateException("a batch was kept as something else");
    }
}
