package io.kmig.bench;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Tp;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Until a mirror has committed the last record of every partition. */
final class CopyWait {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private CopyWait() {}

    /** @param alive throws when nothing is left to wait for */
    static void await(String connectUrl, String mirror, int partitions, long each, Duration most, Runnable alive) {
        ConnectRest connect = new ConnectRest(connectUrl);
        long deadline = System.nanoTime() + most.toNanos();
        while (true) {
            Map<Tp, Long> copied = copied(connect, mirror);
            if (copied.size() == partitions && copied.values().stream().allMatch(o -> o == each - 1)) {
                return;
            }
            alive.run();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        mirror + " did not copy everything in " + most.toMinutes() + " minutes: no result");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** A worker that is busy with a mirror may fail to say how far it is; the next look tells. */
    private static Map<Tp, Long> copied(ConnectRest connect, String mirror) {
        try {
            return connect.mirrorOffsets(mirror);
        } catch (KmigException e) {
            return Map.of();
        }
    }
}
