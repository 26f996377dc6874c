package io.kmig.bench;

import io.kmig.bench.Report.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How long {@code kmig --version} and {@code kmig --help} take, beside {@code java -version} in turn. */
final class StartupBench {
    private final Path home;

    StartupBench(Path home) {
        this.home = home;
    }

    Report run(int runs) throws IOException {
        return Report.of(
                "startup",
                "java -version of the same JDK",
                List.of(against("--version", 3, runs), against("--help", 6, runs)));
    }

    private Result against(String argument, double limit, int runs) throws IOException {
        List<String> ours = List.of(home.resolve("kmig").toString(), argument);
        List<String> java =
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version");
        // one uncounted run each: the first may build, and fills the page cache
        Timing.millis(ours, home, Map.of());
        Timing.millis(java, home, Map.of());
        double[] our = new double[runs];
        double[] their = new double[runs];
        for (int i = 0; i < runs; i++) {
            our[i] = Timing.millis(ours, home, Map.of());
            their[i] = Timing.millis(java, home, Map.of());
        }
        return Result.of(
                "kmig " + argument,
                "wall",
                "ms",
                our,
                "java -version",
                their,
                "<= " + (int) limit + " x java -version",
                Result.Judged.RATIO,
                limit);
    }
}
