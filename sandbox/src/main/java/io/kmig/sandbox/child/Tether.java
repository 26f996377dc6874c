package io.kmig.sandbox.child;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every JVM child: halts the process when its parent is gone, then runs the real main class.
 *
 * <p>Standard input is a pipe whose other end only the parent holds. The kernel closes that end however the parent
 * ends, {@code kill -9} included, and the read below returns. Arguments: the real main class, then its arguments.
 */
public final class Tether {
    /** What a shell reports for a process ended by SIGKILL; a tethered process ends just as abruptly. */
    private static final int KILLED = 137;

    private Tether() {}

    public static void main(String[] args) throws Throwable {
        Thread watch = new Thread(() -> haltAtEnd(System.in), "tether");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void haltAtEnd(InputStream parent) {
        try {
            while (parent.read() >= 0) {
                // whatever the parent says, only its silence matters
            }
        } catch (IOException e) {
            // a broken pipe says the same as its end
        }
        Runtime.getRuntime().halt(KILLED);
    }
}
