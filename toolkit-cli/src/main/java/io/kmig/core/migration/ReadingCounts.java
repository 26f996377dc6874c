package io.kmig.core.migration;

import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Extent;
import io.kmig.core.offsets.Question;
import io.kmig.core.port.ForwardingCursor;
import io.kmig.core.port.RecordLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is read of the logs while partitions are answered, several at a time. A cursor tells its offsets once in
 * {@value #EVERY} records, so that the reading is not held up by its counting.
 */
final class ReadingCounts {
    private static final int EVERY = 100;

    private final Consumer<Reading> listener;
    /** What is still to be read of each partition that is not done. */
    private final Map<Tp, Long> left = new HashMap<>();

    private Reading soFar;

    ReadingCounts(Collection<Question> questions, Consumer<Reading> listener) {
        this.listener = listener;
        questions.forEach(q -> left.put(q.tp(), Extent.of(q)));
        long offsets = left.values().stream().mapToLong(Long::longValue).sum();
        soFar = new Reading(0, questions.size(), 0, offsets);
        if (!questions.isEmpty()) {
            listener.accept(soFar);
        }
    }

    RecordLog of(RecordLog log) {
        return new RecordLog() {
            @Override
            public Cursor open(Tp partition, long fromOffset) {
                return new Counted(partition, fromOffset, log.open(partition, fromOffset));
            }

            @Override
            public RecordLog withoutTimestamps() {
                return ReadingCounts.this.of(log.withoutTimestamps());
            }
        };
    }

    private synchronized void read(Tp tp, long offsets) {
        long open = left.getOrDefault(tp, 0L);
        long counted = Math.min(offsets, open);
        if (counted > 0) {
            left.put(tp, open - counted);
            tell(0, counted);
        }
    }

    /** Whatever the answer is. */
    synchronized void done(Tp tp) {
        Long open = left.remove(tp);
        tell(1, open == null ? 0 : open);
    }

    private void tell(int partitions, long offsets) {
        soFar = new Reading(
                soFar.partitionsDone() + partitions,
                soFar.partitions(),
                soFar.offsetsRead() + offsets,
                soFar.offsets());
        listener.accept(soFar);
    }

    private final class Counted extends ForwardingCursor {
        private final Tp tp;
        /** Everything before this is told. */
        private long told;

        private int records;

        private Counted(Tp tp, long from, RecordLog.Cursor cursor) {
            super(cursor);
            this.tp = tp;
            this.told = from;
        }

        @Override
        public RecordLog.@Nullable Seen next() {
            RecordLog.Seen seen = super.next();
            if (seen == null || ++records % EVERY == 0) {
                told(position());
            }
            return seen;
        }

        private void told(long position) {
            if (position > told) {
                read(tp, position - told);
            }
            told = position;
        }

        @Override
        public void seek(long offset) {
            told(position());
            super.seek(offset);
            told = offset;
        }
    }
}
