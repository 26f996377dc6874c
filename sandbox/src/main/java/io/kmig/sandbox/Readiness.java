package io.kmig.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a condition, and fails at once when a process it depends on ends. */
final class Readiness {
    private static final long BETWEEN_LOOKS_MILLIS = 50;

    private Readiness() {}

    /** What one look showed. */
    record Seen(boolean isReady, String what) {
        static Seen ready() {
            return new Seen(true, "ready");
        }

        static Seen notYet(String what) {
            return new Seen(false, what);
        }
    }

    @FunctionalInterface
    interface Probe {
        Seen look() throws Exception;
    }

    /**
     * Looks until the probe is content; what it throws counts as not yet.
     *
     * @param processes that must live; the first one's log is quoted when the time is over
     * @throws SandboxException {@code KMIG-5004} when one of them ends, {@code KMIG-5005} after the timeout
     */
    static void await(String what, List<ChildProcess> processes, Duration timeout, Probe probe) {
        CompletableFuture<?> anyEnd = CompletableFuture.anyOf(
                processes.stream().map(ChildProcess::ended).toArray(CompletableFuture<?>[]::new));
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            processes.forEach(ChildProcess::requireAlive);
            Seen seen = look(probe);
            if (seen.isReady()) return;
            if (System.nanoTime() > deadline) {
                throw SandboxException.notReady(
                        what, timeout, seen.what(), processes.get(0).log());
            }
            pause(what, anyEnd);
        }
    }

    private static Seen look(Probe probe) {
        try {
            return probe.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Seen.notYet("interrupted");
        } catch (Exception e) {
            // a process that is still starting refuses in many ways; the last one is in the timeout's message
            return Seen.notYet(String.valueOf(e));
        }
    }

    private static void pause(String what, CompletableFuture<?> orAnEnd) {
        try {
            orAnEnd.get(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // time for the next look
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxException.interrupted(what);
        }
    }
}
