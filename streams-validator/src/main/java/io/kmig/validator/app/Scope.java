package io.kmig.validator.app;

import java.time.Instant;
import java.util.Map;

/** How much of a topic is compared. A verdict is stated over it. */
public sealed interface Scope {
    /** Every record there ever was: a topic whose head has expired can't pass. */
    record Full() implements Scope {}

    /** From a time on, waived by name: what is older is not compared. */
    record Since(Instant time, String waiver) implements Scope {}

    /**
     * From given offsets on, by partition, such as those of a hand-off: what is below is another validation's business.
     * Nothing on the target below {@code target} stems from the source's records at or above {@code source}.
     */
    record FromOffsets(Map<Integer, Long> source, Map<Integer, Long> target) implements Scope {
        public FromOffsets {
            source = Map.copyOf(source);
            target = Map.copyOf(target);
        }
    }

    /** Not compared at all, waived by name. */
    record None(String waiver) implements Scope {}
}
