package io.kmig.adapter.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that holds a journal's lock until it is killed, or its parent is. */
public final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws IOException {
        try (OperatorLock lock = OperatorLock.take(
                Path.of(args[0]), "host pid " + ProcessHandle.current().pid())) {
            System.out.print("held");
            System.out.flush();
            // only the parent holds the other end, which the kernel closes however the parent ends
            while (System.in.read() >= 0) {
                // nothing it could say matters
            }
        }
    }
}
