package io.kmig.adapter.kafka;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.MirrorRecords;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics MirrorMaker keeps on its target: {@code mm2-offset-syncs.<source alias>.internal}, which is there
 * when the connector has {@code offset-syncs.topic.location=target}, and {@code <source alias>.checkpoints.internal}.
 * The names are those of Kafka's replication policies with the default internal separator.
 *
 * <p>Memory is bounded by {@value #MOST_PAIRS} pairs over all partitions asked for, at most {@value #PAIRS_EACH} each,
 * and by one checkpoint per group and partition.
 */
public final class MirrorTopics implements MirrorRecords, AutoCloseable {
    private static final int PAIRS_EACH = 10_000;
    private static final int MOST_PAIRS = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(MirrorTopics.class);
    /** As in Kafka's OffsetSync, which is part of the connector and not of its client library. */
    private static final Schema SYNC_KEY =
            new Schema(new Field("topic", Type.STRING), new Field("partition", Type.INT32));

    private static final Schema SYNC_VALUE =
            new Schema(new Field("upstreamOffset", Type.INT64), new Field("offset", Type.INT64));

    private final Failures failures;
    private final Readers readers;
    private final Map<String, Syncs> syncs = new HashMap<>();
    private final Map<String, Checkpoints> checkpoints = new HashMap<>();

    /** @param properties client properties of the mirror's target, every reference resolved */
    public MirrorTopics(Colour target, Map<String, Object> properties) {
        Connection connection = new Connection(target, properties);
        this.failures = new Failures(connection);
        this.readers = new Readers(connection, failures);
    }

    /** Reads on from where the last call for this alias ended, unless partitions are asked for that it left out. */
    @Override
    public synchronized Map<Tp, List<ProvenPair>> provenPairs(String sourceAlias, Collection<Tp> partitions) {
        Syncs known = syncs.get(sourceAlias);
        boolean fresh = false;
        if (known == null || !known.trails.keySet().containsAll(partitions)) {
            forget(sourceAlias);
            Set<Tp> all = new HashSet<>(partitions);
            if (known != null) {
                all.addAll(known.trails.keySet());
            }
            String topic = "mm2-offset-syncs." + sourceAlias + ".internal";
            known = new Syncs(new TopicTail(topic, readers.create(true), failures), all);
            syncs.put(sourceAlias, known);
            fresh = true;
        }
        try {
            return known.of(partitions);
        } catch (KmigException e) {
            // whatever was wrong, as when the topic was made again, nothing that was read before is built on
            forget(sourceAlias);
            if (fresh || e.has(ErrorCode.INTERRUPTED)) {
                throw e;
            }
            return provenPairs(sourceAlias, partitions);
        }
    }

    private void forget(String sourceAlias) {
        Syncs known = syncs.remove(sourceAlias);
        if (known != null) {
            known.tail.close();
        }
    }

    /** Reads on from where the last call for this alias ended, so that asking for every group reads the topic once. */
    @Override
    public synchronized Map<Tp, Long> stockCheckpoint(String sourceAlias, String group) {
        return checkpoints
                .computeIfAbsent(
                        sourceAlias,
                        alias -> new Checkpoints(
                                new TopicTail(alias + ".checkpoints.internal", readers.create(true), failures)))
                .of(group);
    }

    @Override
    public synchronized void close() {
        checkpoints.values().forEach(known -> known.tail.close());
        checkpoints.clear();
        syncs.values().forEach(known -> known.tail.close());
        syncs.clear();
        readers.close();
    }

    private static final class Syncs {
        private final TopicTail tail;
        private final Map<Tp, PairTrail> trails = new HashMap<>();

        private Syncs(TopicTail tail, Set<Tp> partitions) {
            this.tail = tail;
            int bound = Math.max(16, Math.min(PAIRS_EACH, MOST_PAIRS / Math.max(1, partitions.size())));
            partitions.forEach(tp -> trails.put(tp, new PairTrail(bound)));
        }

        private Map<Tp, List<ProvenPair>> of(Collection<Tp> partitions) {
            tail.read(this::note);
            Map<Tp, List<ProvenPair>> pairs = new HashMap<>();
            partitions.forEach(tp -> {
                PairTrail trail = trails.get(tp);
                List<ProvenPair> found = trail == null ? List.of() : trail.pairs();
                if (!found.isEmpty()) {
                    pairs.put(tp, found);
                }
            });
            return pairs;
        }

        private void note(ConsumerRecord<byte[], byte[]> sync) {
            if (sync.key() == null || sync.value() == null) {
                return;
            }
            try {
                Struct key = SYNC_KEY.read(ByteBuffer.wrap(sync.key()));
                PairTrail trail = trails.get(new Tp(key.getString("topic"), key.getInt("partition")));
                if (trail != null) {
                    Struct value = SYNC_VALUE.read(ByteBuffer.wrap(sync.value()));
                    trail.add(value.getLong("upstreamOffset"), value.getLong("offset"));
                }
            } catch (SchemaException | BufferUnderflowException e) {
                LOG.warn("{} offset {} is no offset sync", sync.topic(), sync.offset(), e);
            }
        }
    }

    private static final class Checkpoints {
        private final TopicTail tail;
        private final Map<String, Map<Tp, Long>> byGroup = new HashMap<>();

        private Checkpoints(TopicTail tail) {
            this.tail = tail;
        }

        private Map<Tp, Long> of(String group) {
            tail.read(this::note);
            return Map.copyOf(byGroup.getOrDefault(group, Map.of()));
        }

        private void note(ConsumerRecord<byte[], byte[]> record) {
            if (record.key() == null || record.value() == null) {
                return;
            }
            try {
                Checkpoint checkpoint = Checkpoint.deserializeRecord(record);
                TopicPartition place = checkpoint.topicPartition();
                byGroup.computeIfAbsent(checkpoint.consumerGroupId(), id -> new HashMap<>())
                        .put(new Tp(place.topic(), place.partition()), checkpoint.downstreamOffset());
            } catch (SchemaException | BufferUnderflowException e) {
                LOG.warn("{} offset {} is no checkpoint", record.topic(), record.offset(), e);
            }
        }
    }
}
