package io.kmig.core.offsets;

import io.kmig.core.port.ForwardingCursor;
import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import org.jspecify.annotations.Nullable;

/** A log as an earlier reader saw it: what lies behind its last record came later. */
final class EndsAt extends ForwardingCursor {
    private final long last;

    EndsAt(Cursor cursor, long last) {
        super(cursor);
        this.last = last;
    }

    @Override
    public @Nullable Seen next() {
        Seen seen = position() > last ? null : super.next();
        return seen == null || seen.offset() > last ? null : seen;
    }
}
