package io.kmig.connect.mirror;

import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What is done to a record on its way. */
interface Damage extends AutoCloseable {
    /**
     * @param place of the record on the source
     * @return null to drop it
     */
    @Nullable
    SourceRecord apply(SourcePlace place, SourceRecord record);

    @Override
    default void close() {}
}
