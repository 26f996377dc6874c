package io.kmig.bench;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.adapter.kafka.KafkaCluster;
import io.kmig.adapter.kafka.KafkaRecordLog;
import io.kmig.adapter.kafka.MirrorTopics;
import io.kmig.cli.config.ConfigReader;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.migration.PinOffsets;
import io.kmig.core.offsets.Translation;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.Estates;
import io.kmig.core.spec.MigrationSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A process of its own, with a heap of its own: finds every group's position as {@code kmig cutover} does, from nothing
 * while the groups run; lets records come and the groups read on; finds them again, as after the stop; and reads both
 * logs with two plain consumers. Prints {@code key=value} lines.
 */
public final class OffsetsProbe {
    /** To each partition, between the two. */
    static final long WRITTEN = 100;

    private static final Duration COPIED_WITHIN = Duration.ofMinutes(5);

    private OffsetsProbe() {}

    /**
     * @param args kmig.yaml; the number of groups, and of partitions; how many records a partition had when the groups
     *     committed, and has now; by how much a
     *     group reads on at most; aliases of mirrors whose re-reads are counted
     */
    public static void main(String[] args) {
        MigrationSpec spec = new ConfigReader().read(Path.of(args[0]));
        int groups = Integer.parseInt(args[1]);
        int partitions = Integer.parseInt(args[2]);
        long spread = Long.parseLong(args[3]);
        long now = Long.parseLong(args[4]);
        long most = Long.parseLong(args[5]);
        List<String> mirrorMakers = Arrays.asList(args).subList(6, args.length);
        String topic = CopiedLog.TOPIC;
        Map<String, Object> blueAt = Map.of("bootstrap.servers", spec.blue().bootstrap());
        Map<String, Object> greenAt = Map.of("bootstrap.servers", spec.green().bootstrap());
        SortedMap<String, Map<Tp, GroupOffset>> stood = Positions.spread(topic, groups, partitions, spread);
        SortedMap<String, Map<Tp, GroupOffset>> readOn =
                Positions.moved(topic, groups, partitions, spread, most, now + WRITTEN);
        said("heapLimit", PeakHeap.limitMegabytes());
        try (KafkaCluster blue = new KafkaCluster(Colour.BLUE, blueAt);
                KafkaCluster green = new KafkaCluster(Colour.GREEN, greenAt);
                KafkaRecordLog blueLog = new KafkaRecordLog(Colour.BLUE, blueAt);
                KafkaRecordLog greenLog = new KafkaRecordLog(Colour.GREEN, greenAt);
                MirrorTopics mirrors = new MirrorTopics(Colour.GREEN, greenAt)) {
            Estates estates = new Estates(
                    blue,
                    green,
                    blueLog,
                    greenLog,
                    new ConnectRest(spec.connectGreen().url()),
                    mirrors);
            PinOffsets pins = new PinOffsets(estates, new MirrorLayout(spec, 1, 1));
            PeakHeap.reset();
            PinOffsets.Preview found = timed("fromNothing", pins, stood, groups * partitions);
            double heap = PeakHeap.megabytes();
            Writing.write(spec.blue().bootstrap(), topic, partitions, now, now + WRITTEN);
            CopyWait.await(
                    spec.connectGreen().url(), CopiedLog.MIRROR, partitions, now + WRITTEN, COPIED_WITHIN, () -> {});
            PeakHeap.reset();
            PinOffsets.Preview again = timed("lastStep", pins, readOn, groups * partitions);
            said("heap", Math.max(heap, PeakHeap.megabytes()));
            PeakHeap.reset();
            said("plain", plain(blueAt, topic, partitions, now) + plain(greenAt, topic, partitions, now));
            said("plainHeap", PeakHeap.megabytes());
            if (mirrorMakers.isEmpty()) {
                return;
            }
            RecordIndex copied = RecordIndex.read(greenAt, topic, partitions);
            said("ourRereads", ourRereads(found, copied, stood) + ourRereads(again, copied, readOn));
            for (String alias : mirrorMakers) {
                RecordIndex theirs = RecordIndex.read(greenAt, alias + "." + topic, partitions);
                said(alias + "Rereads", stockRereads(mirrors, alias, theirs, stood));
            }
        }
    }

    private static void said(String what, double value) {
        System.out.println(what + "=" + String.format(Locale.ROOT, "%.0f", value));
    }

    private static PinOffsets.Preview timed(
            String what, PinOffsets pins, Map<String, Map<Tp, GroupOffset>> positions, int wanted) {
        long began = System.nanoTime();
        PinOffsets.Preview preview = pins.preview(positions, reading -> {});
        said(what, (System.nanoTime() - began) / 1e6);
        if (preview.exact() != wanted) {
            throw new IllegalStateException(preview.exact() + " of " + wanted + " positions are exact: no result");
        }
        return preview;
    }

    /** Counted in the records of green that lie between, as MirrorMaker's are; a record left out ends the bench. */
    private static double ourRereads(
            PinOffsets.Preview preview, RecordIndex green, Map<String, Map<Tp, GroupOffset>> positions) {
        long rereads = 0;
        for (Map.Entry<String, Map<Tp, GroupOffset>> group : positions.entrySet()) {
            for (Map.Entry<Tp, GroupOffset> position : group.getValue().entrySet()) {
                Translation found = preview.byGroup()
                        .getOrDefault(group.getKey(), new TreeMap<>())
                        .get(position.getKey());
                if (!(found instanceof Translation.Exact exact)) {
                    throw new IllegalStateException(position + " is " + found + ": no result");
                }
                long before = green.before(position.getKey().partition(), exact.offset());
                if (before > position.getValue().offset()) {
                    throw new IllegalStateException(position + " would skip records from " + exact + ": no result");
                }
                rereads += position.getValue().offset() - before;
            }
        }
        return rereads;
    }

    /** A position on blue is the number of records before it: blue's log has nothing else. */
    private static double stockRereads(
            MirrorTopics mirrors, String alias, RecordIndex green, Map<String, Map<Tp, GroupOffset>> positions) {
        long rereads = 0;
        for (Map.Entry<String, Map<Tp, GroupOffset>> group : positions.entrySet()) {
            Map<Integer, Long> checkpoints = new HashMap<>();
            mirrors.stockCheckpoint(alias, group.getKey())
                    .forEach((tp, offset) -> checkpoints.put(tp.partition(), offset));
            for (Map.Entry<Tp, GroupOffset> position : group.getValue().entrySet()) {
                int partition = position.getKey().partition();
                // without a checkpoint a group begins at the start
                long before = green.before(partition, checkpoints.getOrDefault(partition, 0L));
                rereads += Math.max(0, position.getValue().offset() - before);
            }
        }
        return rereads;
    }

    private static double plain(Map<String, Object> cluster, String topic, int partitions, long each) {
        LongAdder read = new LongAdder();
        long began = System.nanoTime();
        WholeLog.read(cluster, topic, partitions, records -> read.add(records.count()));
        double took = (System.nanoTime() - began) / 1e6;
        if (read.sum() != partitions * (each + WRITTEN)) {
            throw new IllegalStateException("a plain consumer read " + read.sum() + " records: no result");
        }
        return took;
    }
}
