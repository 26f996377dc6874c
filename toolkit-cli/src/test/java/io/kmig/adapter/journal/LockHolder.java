package io.kmig.adapter.journal;

import java.nio.file.Path;

/** A process of its own that holds a journal's lock until it is killed. */
public final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws InterruptedException {
        try (OperatorLock lock = OperatorLock.take(
                Path.of(args[0]), "host pid " + ProcessHandle.current().pid())) {
            System.out.print("held");
            System.out.flush();
            Thread.sleep(60_000);
            throw new IllegalStateException("nobody killed the holder");
        }
    }
}
