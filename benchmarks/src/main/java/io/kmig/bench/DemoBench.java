package io.kmig.bench;

import io.kmig.bench.Report.Result;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.Sandbox;
import io.kmig.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Wall time and memory of a whole {@code kmig demo}, beside the same clusters, workers and database started, left idle and
 * stopped: what is above that is the migration and its load. Memory is shared fairly among processes (PSS), summed over the
 * demo and everything it starts.
 */
final class DemoBench {
    private static final double SECONDS = 240;
    private static final double MEGABYTES = 5 * 1024;
    private static final long LOOK_MILLIS = 500;

    private final Path home;

    DemoBench(Path home) {
        this.home = home;
    }

    private record Seen(double millis, double megabytes) {}

    Report run(int runs) throws IOException {
        if (Memory.megabytes(ProcessHandle.current()) == 0) {
            throw new IllegalStateException("memory is read from /proc/PID/smaps_rollup, which is not here: no result");
        }
        Seen[] demos = new Seen[runs];
        Seen[] idle = new Seen[runs];
        for (int i = 0; i < runs; i++) {
            idle[i] = idle();
            demos[i] = demo();
        }
        return Report.of(
                "demo",
                "the same processes, idle: started, then stopped",
                List.of(
                        result("wall", "ms", demos, idle, Seen::millis, "<= 4 min", SECONDS * 1000),
                        result("peak PSS", "MB", demos, idle, Seen::megabytes, "<= 5 GB", MEGABYTES)));
    }

    private static Result result(
            String metric,
            String unit,
            Seen[] demos,
            Seen[] idle,
            ToDoubleFunction<Seen> figure,
            String target,
            double limit) {
        return Result.of(
                "kmig demo",
                metric,
                unit,
                Arrays.stream(demos).mapToDouble(figure).toArray(),
                "idle sandbox",
                Arrays.stream(idle).mapToDouble(figure).toArray(),
                target,
                Result.Judged.MAX,
                limit);
    }

    private static Seen idle() {
        long began = System.nanoTime();
        double peak;
        SandboxSpec spec = SandboxSpec.temporary()
                .withPostgres(true)
                .withPluginPath(List.of(ConnectPlugins.mirror(), ConnectPlugins.debezium(), ConnectPlugins.kmig()));
        try (Sandbox sandbox = Sandbox.start(spec, text -> {})) {
            sandbox.requireAlive();
            peak = Memory.megabytesBelow(ProcessHandle.current());
        }
        return new Seen((System.nanoTime() - began) / 1e6, peak);
    }

    private Seen demo() throws IOException {
        Process demo = new ProcessBuilder(home.resolve("kmig").toString(), "demo", "--report", "target/bench/demo")
                .directory(home.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long began = System.nanoTime();
        double peak = 0;
        try {
            while (!demo.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, Memory.megabytes(demo.toHandle()) + Memory.megabytesBelow(demo.toHandle()));
            }
        } catch (InterruptedException e) {
            demo.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (demo.exitValue() != 0) {
            throw new IllegalStateException("kmig demo ended with exit code " + demo.exitValue() + ": no result");
        }
        return new Seen((System.nanoTime() - began) / 1e6, peak);
    }
}
