package io.kmig.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a bench measured, ours beside the opponent, in the shape every bench shares. */
record Report(
        int schemaVersion, String name, String startedAt, Machine machine, String opponent, List<Result> results) {
    /** Fewer alternated runs than this say nothing on a shared machine. */
    static final int ENOUGH_RUNS = 5;

    record Machine(int cores, long memoryBytes) {
        static Machine here() {
            long memory = ManagementFactory.getOperatingSystemMXBean()
                            instanceof com.sun.management.OperatingSystemMXBean system
                    ? system.getTotalMemorySize()
                    : -1;
            return new Machine(Runtime.getRuntime().availableProcessors(), memory);
        }
    }

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
        return new Report(1, name, Instant.now().toString(), Machine.here(), opponent, results);
    }

    boolean convincing() {
        return results.stream().allMatch(r -> !Boolean.FALSE.equals(r.met()) && r.runs() >= ENOUGH_RUNS);
    }

    String table() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s on %d cores; opponent: %s%n%-24s %-14s %22s %22s %8s  %-22s %s%n",
                name,
                machine.cores(),
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
                    "%-24s %-14s %22s %22s %8s  %-22s %s%n",
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
