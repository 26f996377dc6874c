package io.kmig.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a bench measured, ours beside the opponent, in the shape every bench shares. */
record Report(
        int schemaVersion,
        String name,
        String startedAt,
        Machine machine,
        String opponent,
        List<Opponent> opponents,
        List<Result> results,
        List<String> notes) {
    /** Fewer alternated runs than this say nothing on a shared machine. */
    static final int ENOUGH_RUNS = 5;

    /** @param loadAverage of the last minute when the bench ended, -1 where it is not known: others may share the machine */
    record Machine(int cores, long memoryBytes, double loadAverage) {
        static Machine here() {
            OperatingSystemMXBean here = ManagementFactory.getOperatingSystemMXBean();
            long memory =
                    here instanceof com.sun.management.OperatingSystemMXBean system ? system.getTotalMemorySize() : -1;
            return new Machine(Runtime.getRuntime().availableProcessors(), memory, here.getSystemLoadAverage());
        }
    }

    /**
     * MirrorMaker as it ran beside.
     *
     * @param checkpoints how many it kept when they had settled, of as many positions
     * @param contents checksum of its copy, equal to the original's: else there is no report
     * @param configs of each connector all that is set, defaults too
     */
    record Opponent(
            String name,
            long checkpoints,
            long positions,
            String contents,
            SortedMap<String, SortedMap<String, String>> configs) {}

    /**
     * One figure.
     *
     * @param value our median
     * @param opponentValue the opponent's median in the same run, null when there is none
     * @param ratio value / opponentValue
     * @param target as the issue words it
     * @param met what this run showed; null where nothing is aimed at
     */
    record Result(
            @JsonProperty("case") String caseName,
            String metric,
            String unit,
            double value,
            double min,
            double max,
            @Nullable String opponent,
            @Nullable Double opponentValue,
            @Nullable Double opponentMin,
            @Nullable Double opponentMax,
            @Nullable Double ratio,
            String target,
            @Nullable Boolean met,
            int runs) {
        /** Which of our figures the target is about. */
        enum Judged {
            RATIO,
            MEDIAN,
            MAX,
            /** None: shown for what it says about the others. */
            NOTHING
        }

        /**
         * @param ours one value a run, as {@code theirs}, which were measured in turn with them
         * @param limit the most that meets the target
         */
        static Result of(
                String caseName,
                String metric,
                String unit,
                double[] ours,
                String opponent,
                double[] theirs,
                String target,
                Judged judged,
                double limit) {
            double value = Timing.median(ours);
            double max = Timing.max(ours);
            double ratio = value / Timing.median(theirs);
            double figure =
                    switch (judged) {
                        case RATIO -> ratio;
                        case MEDIAN -> value;
                        case MAX -> max;
                        case NOTHING -> 0;
                    };
            return new Result(
                    caseName,
                    metric,
                    unit,
                    value,
                    Timing.min(ours),
                    max,
                    opponent,
                    Timing.median(theirs),
                    Timing.min(theirs),
                    Timing.max(theirs),
                    ratio,
                    target,
                    judged == Judged.NOTHING ? null : figure <= limit,
                    ours.length);
        }
    }

    static Report of(String name, String opponent, List<Result> results) {
        Instant began =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        return new Report(1, name, began.toString(), Machine.here(), opponent, List.of(), results, List.of());
    }

    Report against(List<Opponent> these) {
        return new Report(schemaVersion, name, startedAt, machine, opponent, these, results, notes);
    }

    /** @param these what a reader of the table has to know of its rows */
    Report noting(List<String> these) {
        return new Report(schemaVersion, name, startedAt, machine, opponent, opponents, results, these);
    }

    boolean convincing() {
        return results.stream().allMatch(r -> !Boolean.FALSE.equals(r.met()) && r.runs() >= ENOUGH_RUNS);
    }

    String table() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s on %d cores, load %.1f; opponent: %s%n%-32s %-8s %22s %22s %8s  %-22s %s%n",
                name,
                machine.cores(),
                machine.loadAverage(),
                opponent,
                "case",
                "unit",
                "ours (min-max)",
                "opponent (min-max)",
                "ratio",
                "target",
                "met"));
        for (Result r : results) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-32s %-8s %22s %22s %8s  %-22s %s%n",
                    r.caseName(),
                    r.unit(),
                    range(r.value(), r.min(), r.max()),
                    r.opponentValue() == null || r.opponentMin() == null || r.opponentMax() == null
                            ? "-"
                            : range(r.opponentValue(), r.opponentMin(), r.opponentMax()),
                    r.ratio() == null ? "-" : String.format(Locale.ROOT, "%.2f", r.ratio()),
                    r.target(),
                    r.met() == null ? "-" : r.met() ? "yes" : "NO"));
        }
        opponents.forEach(o -> text.append(String.format(
                Locale.ROOT, "%s: %d checkpoints of %d positions%n", o.name(), o.checkpoints(), o.positions())));
        notes.forEach(note -> text.append(note).append(System.lineSeparator()));
        return text.toString().stripTrailing();
    }

    private static String range(double value, double min, double max) {
        return String.format(Locale.ROOT, "%.0f (%.0f-%.0f)", value, min, max);
    }

    Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(name + ".json");
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(file.toFile(), this);
        return file;
    }
}
