package io.kmig.core.offsets;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One partition's log at rest, as a list: what is at no offset of it is a marker, aborted or compacted away. */
final class ListLog implements RecordLog {
    private final List<Seen> records = new ArrayList<>();
    private long start;
    private long end;
    private long read;

    /** @param content what the digest is made of; 0 and below are tombstones */
    void add(long key, long content) {
        records.add(new Seen(end++, content, ~content, key, content <= 0));
    }

    void gap() {
        end++;
    }

    void purgeTo(long offset) {
        start = offset;
        records.removeIf(r -> r.offset() < offset);
    }

    void removeAt(int index) {
        records.remove(index);
    }

    void change(int index, long content) {
        Seen was = records.get(index);
        records.set(index, new Seen(was.offset(), content, ~content, was.key(), content <= 0));
    }

    List<Seen> records() {
        return records;
    }

    LogEnds ends() {
        return new LogEnds(start, end, end);
    }

    /** How many records were read so far. */
    long read() {
        return read;
    }

    @Override
    public Cursor open(Tp partition, long fromOffset) {
        if (fromOffset < start || fromOffset > end) {
            throw new AssertionError(fromOffset + " is outside " + ends());
        }
        return new Cursor() {
            private long position = fromOffset;
            private int next = indexFrom(fromOffset);

            @Override
            public @Nullable Seen next() {
                if (next == records.size()) {
                    position = end;
                    return null;
                }
                read++;
                Seen seen = records.get(next++);
                position = seen.offset() + 1;
                return seen;
            }

            @Override
            public long position() {
                // a reader at the end has stepped over what no reader sees
                return next == records.size() ? end : position;
            }

            @Override
            public void seek(long offset) {
                position = offset;
                next = indexFrom(offset);
            }

            @Override
            public void close() {}
        };
    }

    private int indexFrom(long offset) {
        int low = 0;
        int high = records.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (records.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
