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
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A process of its own, with a heap of its own: finds every group's position as {@code kmig cutover} does, once from
 * nothing and once more for groups that went on a little; and reads both logs with two plain consumers. Prints
 * {@code key=value} lines.
 */
public final class OffsetsProbe {
    private OffsetsProbe() {}

    /** @param args kmig.yaml, the number of groups, of partitions, of records in a partition, whether with MM2's re-reads */
    public static void main(String[] args) {
        MigrationSpec spec = new ConfigReader().read(Path.of(args[0]));
        int groups = Integer.parseInt(args[1]);
        int partitions = Integer.parseInt(args[2]);
        long records = Long.parseLong(args[3]);
        Map<String, Object> blueAt = Map.of("bootstrap.servers", spec.blue().bootstrap());
        Map<String, Object> greenAt = Map.of("bootstrap.servers", spec.green().bootstrap());
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
            said("fromNothing", exactWithin(pins, positions(groups, partitions, records, 0), groups * partitions));
            said("again", exactWithin(pins, positions(groups, partitions, records, 3), groups * partitions));
            said("plain", plain(blueAt, partitions) + plain(greenAt, partitions));
            if (Boolean.parseBoolean(args[4])) {
                SortedMap<String, Map<Tp, GroupOffset>> stood = positions(groups, partitions, records, 0);
                RecordIndex copied = RecordIndex.read(greenAt, "bench", partitions);
                said("ourRereads", ourRereads(pins.preview(stood, reading -> {}), copied, stood));
                said("mm2Rereads", stockRereads(mirrors, "blue", copied, stood));
                said(
                        "tunedRereads",
                        stockRereads(
                                mirrors,
                                TunedMirror.ALIAS,
                                RecordIndex.read(greenAt, TunedMirror.TOPIC, partitions),
                                stood));
            }
        }
    }

    private static void said(String what, double value) {
        System.out.println(what + "=" + String.format(Locale.ROOT, "%.0f", value));
    }

    /** Spread over the whole log, each group somewhere else in each partition. */
    static SortedMap<String, Map<Tp, GroupOffset>> positions(int groups, int partitions, long records, long on) {
        SortedMap<String, Map<Tp, GroupOffset>> positions = new TreeMap<>();
        for (int g = 0; g < groups; g++) {
            Map<Tp, GroupOffset> of = new HashMap<>();
            for (int p = 0; p < partitions; p++) {
                long at = (records * ((g * 37L + p * 11L) % groups)) / groups;
                of.put(new Tp("bench", p), new GroupOffset(Math.min(records, at + on), ""));
            }
            positions.put("g" + g, of);
        }
        return positions;
    }

    private static double exactWithin(PinOffsets pins, Map<String, Map<Tp, GroupOffset>> positions, int wanted) {
        long began = System.nanoTime();
        PinOffsets.Preview preview = pins.preview(positions, reading -> {});
        double took = (System.nanoTime() - began) / 1e6;
        if (preview.exact() != wanted) {
            throw new IllegalStateException(preview.exact() + " of " + wanted + " positions are exact: no result");
        }
        return took;
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

    private static double plain(Map<String, Object> cluster, int partitions) {
        long began = System.nanoTime();
        WholeLog.read(cluster, "bench", partitions, records -> {});
        return (System.nanoTime() - began) / 1e6;
    }
}
