package io.kmig.testkit.readers;

import io.kmig.core.estate.Colour;
import java.util.List;

/**
 * An application that reads one topic and commits where it is. Values have the form {@code partition:number}. On green it
 * begins where the group stands there, and without a position at the start.
 */
public interface Reader extends AutoCloseable {
    /** The group it reads with. */
    String group();

    void start(Colour side);

    /** Returns when it reads no more and has committed; members may linger. */
    void stop();

    /** What it has read on this side so far, in order per partition. */
    List<String> read(Colour side);

    @Override
    void close();
}
