package io.kmig.sandbox;

import java.util.List;

/**
 * A child's JVM.
 *
 * @param heapMb the largest heap, MiB
 * @param options added to the defaults and winning over them; {@code -XX:TieredStopAtLevel=4} gives up the quicker
 *     start for full speed
 */
public record Jvm(int heapMb, List<String> options) {
    public Jvm {
        options = List.copyOf(options);
    }
}
