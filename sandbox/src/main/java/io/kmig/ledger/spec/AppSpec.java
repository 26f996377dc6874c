package io.kmig.ledger.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One client of the demo.
 *
 * @param name globally unique; also its client id, and the producer's name in the records it writes
 * @param group consumers and processors: their consumer group
 * @param topics what a producer writes, or what a consumer or processor reads
 * @param output processors only: the topic they write
 * @param database database writers only: what they write to
 * @param rate records, of a database writer transactions, per second; null for as fast as it goes
 * @param keys producers only: size of the key space
 * @param valueBytes size of the values written; never less than their header of some 40 bytes
 * @param seed of keys and filler, or of what a database writer does
 * @param transactional producers only: write in transactions
 * @param abortEvery transactional producers only: abort each n-th transaction on purpose; null for never
 * @param total producers and database writers only: idle after so many records or transactions; null for no limit
 * @param startAt consumers and processors: where a group without a position begins, the very first time only
 * @param properties Kafka client properties over the defaults, under those that make the client judgeable; of a
 *     database writer its JDBC properties, {@code user} and {@code password} among them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppSpec(
        String name,
        AppKind kind,
        @Nullable String group,
        List<String> topics,
        @Nullable String output,
        @Nullable DatabaseSpec database,
        @Nullable Integer rate,
        int keys,
        int valueBytes,
        long seed,
        boolean transactional,
        @Nullable Integer abortEvery,
        @Nullable Long total,
        @Nullable StartAt startAt,
        Map<String, String> properties) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int DEFAULT_KEYS = 100;
    private static final int DEFAULT_VALUE_BYTES = 200;

    @SuppressWarnings("ConstantValue") // what JSON leaves out arrives as null or 0
    public AppSpec {
        if (name == null || !NAME.matcher(name).matches())
            throw new IllegalArgumentException("a client's name has to be like " + NAME + ": " + name);
        if (kind == null) throw new IllegalArgumentException(name + ": kind is missing");
        topics = topics == null ? List.of() : List.copyOf(topics);
        boolean reads = kind == AppKind.CONSUMER || kind == AppKind.PROCESSOR;
        if ((kind == AppKind.DATABASE_WRITER) != (database != null))
            throw new IllegalArgumentException(name + ": database writers have a database, others don't");
        if (topics.isEmpty() != (database != null))
            throw new IllegalArgumentException(
                    name + (database == null ? ": needs at least one topic" : ": database writers have no topics"));
        if (reads != (group != null))
            throw new IllegalArgumentException(name + ": consumers and processors have a group, producers don't");
        if ((kind == AppKind.PROCESSOR) != (output != null))
            throw new IllegalArgumentException(name + ": processors have an output topic, others don't");
        if ((reads && total != null) || (kind != AppKind.PRODUCER && (transactional || abortEvery != null)))
            throw new IllegalArgumentException(name + ": transactional, abortEvery and total are for producers");
        if (abortEvery != null && (!transactional || abortEvery < 2))
            throw new IllegalArgumentException(name + ": abortEvery is for transactional producers, from 2 on");
        if (rate != null && rate < 1) throw new IllegalArgumentException(name + ": rate is at least 1 per second");
        if (keys < 0 || valueBytes < 0) throw new IllegalArgumentException(name + ": keys and valueBytes are positive");
        keys = keys == 0 ? DEFAULT_KEYS : keys;
        valueBytes = valueBytes == 0 ? DEFAULT_VALUE_BYTES : valueBytes;
        properties = properties == null ? Map.of() : Map.copyOf(properties);
    }

    public static AppSpec producer(String name, String... topics) {
        return new AppSpec(
                name,
                AppKind.PRODUCER,
                null,
                List.of(topics),
                null,
                null,
                null,
                0,
                0,
                0,
                false,
                null,
                null,
                null,
                Map.of());
    }

    public static AppSpec consumer(String name, String group, StartAt startAt, String... topics) {
        return new AppSpec(
                name,
                AppKind.CONSUMER,
                group,
                List.of(topics),
                null,
                null,
                null,
                0,
                0,
                0,
                false,
                null,
                null,
                startAt,
                Map.of());
    }

    public static AppSpec processor(String name, String group, StartAt startAt, String output, String... topics) {
        return new AppSpec(
                name,
                AppKind.PROCESSOR,
                group,
                List.of(topics),
                output,
                null,
                null,
                0,
                0,
                0,
                false,
                null,
                null,
                startAt,
                Map.of());
    }

    /** @param properties of the connection, {@code user} and {@code password} among them */
    public static AppSpec databaseWriter(String name, DatabaseSpec database, Map<String, String> properties) {
        return new AppSpec(
                name,
                AppKind.DATABASE_WRITER,
                null,
                List.of(),
                null,
                database,
                null,
                0,
                0,
                0,
                false,
                null,
                null,
                null,
                properties);
    }

    public AppSpec rate(int perSecond) {
        return new AppSpec(
                name,
                kind,
                group,
                topics,
                output,
                database,
                perSecond,
                keys,
                valueBytes,
                seed,
                transactional,
                abortEvery,
                total,
                startAt,
                properties);
    }

    public AppSpec records(int keyCount, int bytes, long ofSeed) {
        return new AppSpec(
                name,
                kind,
                group,
                topics,
                output,
                database,
                rate,
                keyCount,
                bytes,
                ofSeed,
                transactional,
                abortEvery,
                total,
                startAt,
                properties);
    }

    public AppSpec seed(long ofAll) {
        return records(keys, valueBytes, ofAll);
    }

    public AppSpec total(long records) {
        return new AppSpec(
                name,
                kind,
                group,
                topics,
                output,
                database,
                rate,
                keys,
                valueBytes,
                seed,
                transactional,
                abortEvery,
                records,
                startAt,
                properties);
    }

    public AppSpec inTransactions(@Nullable Integer abortingEvery) {
        return new AppSpec(
                name,
                kind,
                group,
                topics,
                output,
                database,
                rate,
                keys,
                valueBytes,
                seed,
                true,
                abortingEvery,
                total,
                startAt,
                properties);
    }

    public AppSpec properties(Map<String, String> overrides) {
        return new AppSpec(
                name,
                kind,
                group,
                topics,
                output,
                database,
                rate,
                keys,
                valueBytes,
                seed,
                transactional,
                abortEvery,
                total,
                startAt,
                overrides);
    }

    /** Topics this client writes. */
    public List<String> writes() {
        if (kind == AppKind.PRODUCER) return topics;
        return output == null ? List.of() : List.of(output);
    }

    /** Topics this client reads. */
    public List<String> reads() {
        return kind == AppKind.PRODUCER ? List.of() : topics;
    }

    /** Properties may hold secrets. */
    @Override
    public String toString() {
        return "AppSpec[name=%s, kind=%s]".formatted(name, kind.label());
    }
}
