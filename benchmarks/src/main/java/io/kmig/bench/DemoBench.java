package io.kmig.bench;

import io.kmig.bench.Report.Result;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.Sandbox;
import io.kmig.sandbox.SandboxSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
                        result(
                                "kmig demo",
                                "wall",
                                "ms",
                                column(demos, true),
                                column(idle, true),
                                SECONDS * 1000,
                                "4 min"),
                        result(
                                "kmig demo",
                                "peak PSS",
                                "MB",
                                column(demos, false),
                                column(idle, false),
                                MEGABYTES,
                                "5 GB")));
    }

    private static double[] column(Seen[] seen, boolean millis) {
        double[] values = new double[seen.length];
        for (int i = 0; i < seen.length; i++) {
            values[i] = millis ? seen[i].millis() : seen[i].megabytes();
        }
        return values;
    }

    private static Result result(
            String what, String metric, String unit, double[] ours, double[] idle, double limit, String limitText) {
        return new Result(
                what,
                metric,
                unit,
                Timing.median(ours),
                Timing.min(ours),
                Timing.max(ours),
                "idle sandbox",
                Timing.median(idle),
                Timing.min(idle),
                Timing.max(idle),
                Timing.median(ours) / Timing.median(idle),
                "<= " + limitText,
                Timing.max(ours) <= limit,
                ours.length);
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
