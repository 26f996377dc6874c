package io.kmig.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Times whole processes. */
final class Timing {
    private static final int TOLD = 10;

    private Timing() {}

    /** Wall time of one run in milliseconds; of its output only what it said last is told, when it failed. */
    static double millis(List<String> command, Path directory, Map<String, String> environment) throws IOException {
        Path errors = Files.createTempFile("kmig-bench", ".err");
        try {
            return millis(command, directory, environment, errors);
        } finally {
            Files.delete(errors);
        }
    }

    private static double millis(List<String> command, Path directory, Map<String, String> environment, Path errors)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            int exit = process.waitFor();
            double took = (System.nanoTime() - began) / 1e6;
            if (exit != 0) {
                List<String> said = Files.readAllLines(errors);
                throw new IllegalStateException(command + " ended with exit code " + exit + ": no result; it said "
                        + said.subList(Math.max(0, said.size() - TOLD), said.size()));
            }
            return took;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static double median(double[] values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double min(double[] values) {
        return sorted(values)[0];
    }

    static double max(double[] values) {
        return sorted(values)[values.length - 1];
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
