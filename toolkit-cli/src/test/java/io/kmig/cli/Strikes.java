package io.kmig.cli;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Where kill -9 strikes: places drawn from a seed, which {@code -Dkmig.seed} sets. */
final class Strikes {
    /** Into the step that follows, or past it. */
    private static final int DEEP_MS = 200;

    private final Random random;
    private String told;

    Strikes() {
        long seed = Long.getLong("kmig.seed", System.nanoTime() % 1_000_000);
        random = new Random(seed);
        told = "seed -Dkmig.seed=" + seed;
        System.out.println(told);
    }

    /** In the order of the steps. {@code -Dkmig.strikes} draws so many instead, for a thorough look. */
    List<String> chosen(List<String> steps, int count) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            places.add(i);
        }
        Collections.shuffle(places, random);
        return places.stream()
                .limit(Integer.getInteger("kmig.strikes", count))
                .sorted()
                .map(steps::get)
                .toList();
    }

    /** A step is named on stderr when it is done, so that this strikes in what comes after it. */
    void after(String unit, String step, KmigRun.Live run) {
        // what follows the start may be over soon
        int deep = step.equals("start") ? 0 : random.nextInt(DEEP_MS);
        String place = run.arguments().get(0) + " " + deep + " ms after " + step;
        told += ", " + place;
        reached(unit, step, run);
        long reached = System.nanoTime();
        await(deep + " ms")
                .pollInterval(Duration.ofMillis(2))
                .until(() ->
                        System.nanoTime() - reached >= Duration.ofMillis(deep).toNanos());
        KmigRun killed = run.kill();
        System.out.println("kill -9 of " + place);
        killed.exits(137);
    }

    /** For a strike at something that the run needs. */
    void awaitStep(String unit, String step, KmigRun.Live run) {
        told += ", " + run.arguments().get(0) + " after " + step;
        System.out.println(this);
        reached(unit, step, run);
    }

    /** One that began to start the clients over there takes none of the steps before again. */
    private static void reached(String unit, String step, KmigRun.Live run) {
        run.awaitNarrative(unit + ": " + step, "going on from there");
    }

    /** The seed and the places so far, for what a failure says. */
    @Override
    public String toString() {
        return told;
    }
}
