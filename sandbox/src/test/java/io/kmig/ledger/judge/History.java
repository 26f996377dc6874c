package io.kmig.ledger.judge;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.ClientRow.Acked;
import io.kmig.ledger.record.ClientRow.Began;
import io.kmig.ledger.record.ClientRow.Opened;
import io.kmig.ledger.record.ClientRow.Processed;
import io.kmig.ledger.record.ClientRow.Refused;
import io.kmig.ledger.record.ClientRow.Reserved;
import io.kmig.ledger.record.ClientRow.Unknown;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.Payload;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A migration that happened in memory: two clusters as lists, and what the clients wrote down. */
final class History implements Evidence {
    record Row(String client, ClientRow row) {}

    private final List<Row> rows = new ArrayList<>();
    private final Map<Cluster, Map<Place, List<Sighting>>> logs = new EnumMap<>(Cluster.class);
    private final Map<String, Long> seqs = new HashMap<>();
    private final Map<String, Long> keySeqs = new HashMap<>();
    private final Set<Cluster> unreachable = new HashSet<>();
    private long micros = 1_000_000;

    History() {
        for (Cluster cluster : Cluster.values()) logs.put(cluster, new TreeMap<>());
    }

    History producer(String name, String... topics) {
        row(name, new Opened(tick(), name, "producer", null, List.of(), List.of(topics)));
        row(name, new Reserved(tick(), 1_000_000));
        return this;
    }

    History consumer(String name, String group, String... topics) {
        row(name, new Opened(tick(), name, "consumer", group, List.of(topics), List.of()));
        return this;
    }

    History began(String consumer, Cluster cluster, String topic, int partition, long offset) {
        row(consumer, new Began(tick(), cluster, topic, partition, offset));
        return this;
    }

    /** Writes and acknowledges the producer's next record. */
    Sighting acked(String producer, Cluster cluster, String topic, int partition, String key) {
        Sighting sent = visible(cluster, next(producer, topic, partition, key));
        Payload payload = sent.payload();
        row(
                producer,
                new Acked(tick(), cluster, topic, partition, sent.offset(), key, payload.seq(), payload.keySeq()));
        return sent;
    }

    /** Sends the producer's next record without an answer; the caller decides where it becomes visible. */
    Sighting unknown(String producer, Cluster cluster, String topic, int partition, String key) {
        Sighting sent = next(producer, topic, partition, key);
        row(
                producer,
                new Unknown(
                        tick(),
                        cluster,
                        topic,
                        key,
                        sent.payload().seq(),
                        sent.payload().keySeq(),
                        "no answer"));
        return sent;
    }

    Sighting refused(String producer, Cluster cluster, String topic, int partition, String key) {
        Sighting sent = next(producer, topic, partition, key);
        row(
                producer,
                new Refused(
                        tick(),
                        cluster,
                        topic,
                        key,
                        sent.payload().seq(),
                        sent.payload().keySeq(),
                        "aborted"));
        return sent;
    }

    /** Appends the record to its partition's log. */
    Sighting visible(Cluster cluster, Sighting record) {
        List<Sighting> log = log(cluster, record.topic(), record.partition());
        Sighting placed = new Sighting(record.topic(), record.partition(), log.size(), record.key(), record.payload());
        log.add(placed);
        return placed;
    }

    List<Sighting> log(Cluster cluster, String topic, int partition) {
        return logs.get(cluster).computeIfAbsent(new Place(topic, partition), p -> new ArrayList<>());
    }

    List<Sighting> all(Cluster cluster) {
        return logs.get(cluster).values().stream().flatMap(List::stream).toList();
    }

    void mirror() {
        logs.get(Cluster.BLUE).values().forEach(log -> log.forEach(r -> visible(Cluster.GREEN, r)));
    }

    void processed(String consumer, Cluster cluster, Sighting record) {
        Payload payload = record.payload();
        row(
                consumer,
                new Processed(
                        tick(),
                        cluster,
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.key(),
                        payload.producer(),
                        payload.seq(),
                        payload.keySeq()));
    }

    void row(String client, ClientRow row) {
        rows.add(new Row(client, row));
    }

    List<Row> rows() {
        return rows;
    }

    void pass(long millis) {
        micros += millis * 1000;
    }

    long nowMs() {
        return micros / 1000;
    }

    long tick() {
        return ++micros;
    }

    void loseContactTo(Cluster cluster) {
        unreachable.add(cluster);
    }

    private Sighting next(String producer, String topic, int partition, String key) {
        long seq = seqs.merge(producer, 1L, Long::sum) - 1;
        long keySeq = keySeqs.merge(producer + topic + key, 1L, Long::sum) - 1;
        return new Sighting(topic, partition, -1, key, new Payload(producer, seq, keySeq));
    }

    @Override
    public void rows(BiConsumer<String, ClientRow> each) {
        for (Row row : rows) each.accept(row.client(), row.row());
    }

    @Override
    public boolean sightings(Cluster cluster, Set<String> topics, Consumer<Sighting> each) {
        if (unreachable.contains(cluster)) return false;
        all(cluster).stream().filter(s -> topics.contains(s.topic())).forEach(each);
        return true;
    }
}
