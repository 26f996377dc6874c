package io.kmig.connect.mirror;

import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Leaves one record out. MirrorSource's offset goes past it, so it never comes again. */
record Loss(SourcePlace target) implements Damage {
    @Override
    public @Nullable SourceRecord apply(SourcePlace place, SourceRecord record) {
        return place.equals(target) ? null : record;
    }
}
