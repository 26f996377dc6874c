package io.kmig.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Runs one bench by name, prints its table and writes {@code target/bench/NAME.json}. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws IOException {
        List<String> given = Arrays.asList(args);
        String name =
                given.stream().filter(a -> !a.startsWith("--")).findFirst().orElse("");
        boolean quick = given.contains("--quick");
        boolean check = given.contains("--check");
        Path home = Path.of(System.getProperty("kmig.home", "."));
        Report report =
                switch (name) {
                    case "startup" -> new StartupBench(home).run(quick ? 5 : 15);
                    case "plan" -> new PlanBench(home).run(quick ? 3 : 5, quick ? 200 : 1000);
                    default ->
                        throw new IllegalArgumentException(
                                "no bench is named '" + name + "'; there are: startup, plan");
                };
        System.out.println(report.table());
        System.out.println("written: " + report.write(home.resolve("target/bench")));
        if (check && !report.convincing()) {
            System.err.println("not every target was met over at least " + Report.ENOUGH_RUNS + " alternated runs");
            System.exit(1);
        }
    }
}
