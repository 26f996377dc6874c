package io.kmig.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Proportional set sizes as Linux counts them: a page that n processes share counts as an nth for each. */
final class Memory {
    private static final String PSS = "Pss:";

    private Memory() {}

    /** Of all that the process started, and those in turn. */
    static double megabytesBelow(ProcessHandle parent) {
        return parent.descendants().mapToDouble(Memory::megabytes).sum();
    }

    /** 0 for a process that has ended. */
    static double megabytes(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup")).stream()
                    .filter(line -> line.startsWith(PSS))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }
}
