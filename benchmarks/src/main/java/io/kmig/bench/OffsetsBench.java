package io.kmig.bench;

import io.kmig.bench.Report.Opponent;
import io.kmig.bench.Report.Result;
import io.kmig.bench.Report.Result.Judged;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.ConnectSpec;
import io.kmig.sandbox.ConnectWorkers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * 10,000 exact positions: 100 groups spread over 100 partitions, on a log that a real mirror copied, and in turn with it on
 * one ten times as long. Beside it two plain consumers that read both logs once, which is the least that a proof from
 * nothing must do; and what MirrorMaker's own checkpoints would have made the groups read again.
 */
final class OffsetsBench {
    private static final int POSITIONS = CopiedLog.GROUPS * CopiedLog.PARTITIONS;
    private static final int LONGER = 10;
    private static final int OPPONENT_HEAP_MB = 1024;
    private static final double MOST_TIMES = 1.5;
    /** By how many records a group goes on at most between the two askings; half of it on average. */
    private static final long READ_ON = 5_000;

    private static final String HEAP = ", -Xmx" + CopiedLog.HEAP_MB + "m";

    private final Path home;

    OffsetsBench(Path home) {
        this.home = home;
    }

    private record Measured(List<Map<String, Double>> runs) {
        double[] of(String what) {
            return runs.stream()
                    .mapToDouble(r -> r.getOrDefault(what, Double.NaN))
                    .toArray();
        }
    }

    Report run(int runs, long records) throws IOException {
        // at the same time: nothing is timed yet
        CompletableFuture<CopiedLog> making =
                CompletableFuture.supplyAsync(() -> CopiedLog.make(home, LONGER * records));
        try (CopiedLog small = CopiedLog.make(home, records)) {
            List<Opponent> opponents = opponents(small);
            List<String> aliases = List.of(MirrorMaker.STOCK, MirrorMaker.TUNED);
            long most = Math.min(READ_ON, records / CopiedLog.PARTITIONS / 2);
            Measured ofSmall = new Measured(new ArrayList<>());
            Measured ofLarge = new Measured(new ArrayList<>());
            CopiedLog large = making.join();
            for (int i = 0; i < runs; i++) {
                ofSmall.runs().add(small.probe(most, aliases));
                System.err.println(records + " records: " + ofSmall.runs().get(i));
                ofLarge.runs().add(large.probe(most, List.of()));
                System.err.println(
                        LONGER * records + " records: " + ofLarge.runs().get(i));
                System.err.println(
                        report(records, most, ofSmall, ofLarge, opponents).table());
            }
            return report(records, most, ofSmall, ofLarge, opponents);
        } finally {
            // also one that is not made yet, which would keep this process alive
            var unused = making.thenAccept(CopiedLog::close);
        }
    }

    /** They copy one after the other, on workers of their own, settle together, and are gone when anything is timed. */
    private static List<Opponent> opponents(CopiedLog log) {
        try (ConnectWorkers workers = ConnectWorkers.start(
                ConnectSpec.named("opponent")
                        .withPluginPath(List.of(ConnectPlugins.mirror()))
                        .withHeapMb(OPPONENT_HEAP_MB),
                log.sandbox().green())) {
            List<MirrorMaker> mirrorMakers =
                    List.of(MirrorMaker.stock(log.sandbox(), workers), MirrorMaker.tuned(log.sandbox(), workers));
            for (MirrorMaker mirrorMaker : mirrorMakers) {
                mirrorMaker.start();
                log.awaitCopied(workers, mirrorMaker.sourceName());
            }
            Map<String, Long> checkpoints = Settling.await(
                    log.greenAt(), mirrorMakers.stream().map(MirrorMaker::alias).toList(), CopiedLog.GROUPS);
            System.err.println("checkpoints for " + POSITIONS + " positions: " + checkpoints);
            workers.requireAlive();
            return mirrorMakers.stream()
                    .map(mirrorMaker -> new Opponent(
                            "MM2 " + mirrorMaker.alias(),
                            checkpoints.getOrDefault(mirrorMaker.alias(), 0L),
                            POSITIONS,
                            log.requireCopy(mirrorMaker.copyOf(CopiedLog.TOPIC)),
                            mirrorMaker.configs()))
                    .toList();
        }
    }

    private static Report report(long records, long most, Measured small, Measured large, List<Opponent> opponents) {
        return Report.of(
                        "offsets",
                        "two plain consumers in the same process read both logs once; for re-reads, MirrorMaker's"
                                + " checkpoints",
                        results(records, small, large))
                .against(opponents)
                .noting(notes(most));
    }

    private static List<Result> results(long records, Measured small, Measured large) {
        String size = records / 1000 + " k records";
        String tenfold = LONGER * records / 1000 + " k records";
        return List.of(
                wall("from nothing, " + size, small, "fromNothing", "<= 30 s", Judged.MEDIAN, 30_000),
                wall("from nothing, " + tenfold, large, "fromNothing", "-", Judged.NOTHING, 0),
                longer("from nothing, 10 x the log", small, large, "fromNothing"),
                wall("last step, " + size, small, "lastStep", "<= 30 s", Judged.MEDIAN, 30_000),
                wall("last step, " + tenfold, large, "lastStep", "-", Judged.NOTHING, 0),
                longer("last step, 10 x the log", small, large, "lastStep"),
                heap("peak heap, " + size, small),
                heap("peak heap, " + tenfold, large),
                rereads("re-reads, MM2 stock", small, MirrorMaker.STOCK + "Rereads"),
                rereads("re-reads, MM2 tuned", small, MirrorMaker.TUNED + "Rereads"));
    }

    private static List<String> notes(long most) {
        return List.of(
                "from nothing: all positions proved by reading both logs to their ends, as `kmig cutover` does while the"
                        + " groups still run",
                String.format(
                        Locale.ROOT,
                        "last step: what is left after the stop, when every group has read on by 0 to %d records, and"
                                + " %d records came to each partition and are copied",
                        most,
                        OffsetsProbe.WRITTEN),
                "10 x the log: against the same on the shorter log, in turn with it",
                "re-reads: where MirrorMaker keeps no checkpoint for a position, its group begins at the start");
    }

    private static Result wall(
            String name, Measured measured, String what, String target, Judged judged, double limit) {
        return Result.of(
                name,
                "wall" + HEAP,
                "ms",
                measured.of(what),
                "plain consumers",
                measured.of("plain"),
                target,
                judged,
                limit);
    }

    private static Result longer(String name, Measured small, Measured large, String what) {
        return Result.of(
                name,
                "wall" + HEAP,
                "ms",
                large.of(what),
                "the shorter log",
                small.of(what),
                "<= 1.5 x",
                Judged.RATIO,
                MOST_TIMES);
    }

    private static Result heap(String name, Measured measured) {
        return Result.of(
                name,
                "most of the heap in use, garbage included" + HEAP,
                "MB",
                measured.of("heap"),
                "plain consumers",
                measured.of("plainHeap"),
                "<= 256 MB",
                Judged.MAX,
                CopiedLog.HEAP_MB);
    }

    private static Result rereads(String name, Measured measured, String theirs) {
        return Result.of(
                name,
                "records read again, " + POSITIONS + " positions",
                "records",
                measured.of("ourRereads"),
                "MM2's checkpoints",
                measured.of(theirs),
                "0",
                Judged.MAX,
                0);
    }
}
