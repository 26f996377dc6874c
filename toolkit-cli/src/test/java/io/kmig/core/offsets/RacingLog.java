package io.kmig.core.offsets;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import org.jspecify.annotations.Nullable;

/** A log to which something happens before every read. */
record RacingLog(RecordLog log, Runnable meanwhile) implements RecordLog {
    @Override
    public Cursor open(Tp partition, long fromOffset) {
        Cursor cursor = log.open(partition, fromOffset);
        return new Cursor() {
            @Override
            public @Nullable Seen next() {
                meanwhile.run();
                return cursor.next();
            }

            @Override
            public long position() {
                return cursor.position();
            }

            @Override
            public void close() {
                cursor.close();
            }
        };
    }
}
