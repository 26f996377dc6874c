package io.kmig.core.offsets;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.ForwardingCursor;
import io.kmig.core.port.RecordLog;
import org.jspecify.annotations.Nullable;

/** A log to which something happens before every read. */
public record RacingLog(RecordLog log, Runnable meanwhile) implements RecordLog {
    @Override
    public RecordLog withoutTimestamps() {
        return new RacingLog(log.withoutTimestamps(), meanwhile);
    }

    @Override
    public Cursor open(Tp partition, long fromOffset) {
        return new ForwardingCursor(log.open(partition, fromOffset)) {
            @Override
            public @Nullable Seen next() {
                meanwhile.run();
                return super.next();
            }
        };
    }
}
