package io.kmig.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Runs one bench by name, prints its table and writes {@code target/bench/NAME.json}. */
public final class Bench {
    static final List<String> NAMES = List.of("startup", "plan", "offsets", "demo");

    private static final Set<String> OPTIONS = Set.of("--quick", "--check");
    private static final int UNMET = 1;
    private static final int USAGE = 2;

    private Bench() {}

    public static void main(String[] args) throws IOException {
        int exit = run(List.of(args), Path.of(System.getProperty("kmig.home", ".")), System.out, System.err);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    static int run(List<String> args, Path home, PrintStream out, PrintStream err) throws IOException {
        List<String> names = args.stream().filter(a -> !a.startsWith("--")).toList();
        List<String> unknown = args.stream()
                .filter(a -> !NAMES.contains(a) && !OPTIONS.contains(a))
                .toList();
        if (names.size() != 1 || !unknown.isEmpty()) {
            if (!unknown.isEmpty()) {
                err.println("not known: " + String.join(" ", unknown));
            }
            err.println("usage: ./scripts/bench NAME [--quick] [--check]   NAME: " + String.join(" | ", NAMES));
            return USAGE;
        }
        Report report = measure(names.get(0), home, args.contains("--quick"));
        out.println(report.table());
        out.println("written: " + report.write(home.resolve("target/bench")));
        if (args.contains("--check") && !report.convincing()) {
            err.println("not every target was met over at least " + Report.ENOUGH_RUNS + " alternated runs");
            return UNMET;
        }
        return 0;
    }

    private static Report measure(String name, Path home, boolean quick) throws IOException {
        return switch (name) {
            case "startup" -> new StartupBench(home).run(quick ? 5 : 15);
            case "plan" -> new PlanBench(home).run(quick ? 3 : 5, quick ? 200 : 1000);
            case "offsets" -> new OffsetsBench(home).run(quick ? 1 : 5, quick ? 100_000 : 1_000_000);
            case "demo" -> new DemoBench(home).run(quick ? 1 : 5);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
