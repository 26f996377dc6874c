package io.kmig.core.port;

import io.kmig.core.port.RecordLog.Cursor;
import io.kmig.core.port.RecordLog.Seen;
import org.jspecify.annotations.Nullable;

/** Reads through another cursor; whoever wants to hear of what is read overrides that one method. */
public abstract class ForwardingCursor implements Cursor {
    private final Cursor cursor;

    protected ForwardingCursor(Cursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public @Nullable Seen next() {
        return cursor.next();
    }

    @Override
    public long position() {
        return cursor.position();
    }

    @Override
    public void seek(long offset) {
        cursor.seek(offset);
    }

    @Override
    public void close() {
        cursor.close();
    }
}
