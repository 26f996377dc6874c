package io.kmig.validator.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/** Bounds a store's memory to some 16 MiB; Kafka Streams' defaults allow ten times as much, for every task. */
public final class SmallStores implements RocksDBConfigSetter {
    private final Cache blocks = new LRUCache(8L << 20);

    /** Kafka Streams makes it by name. */
    public SmallStores() {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            table.setBlockCache(blocks);
            table.setCacheIndexAndFilterBlocks(true);
            options.setTableFormatConfig(table);
        }
        options.setWriteBufferSize(4L << 20);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        blocks.close();
    }
}
