package io.kmig.core.migration;

import io.kmig.core.port.Pacer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for conditions until a moment in time. */
final class Patience {
    /** Begins to wait now. */
    interface Source {
        Patience atMost(Duration duration);
    }

    static final Duration LOOK = Duration.ofMillis(50);

    private final Pacer pacer;
    private final Instant until;

    Patience(Pacer pacer, Duration atMost) {
        this.pacer = pacer;
        this.until = pacer.now().plus(atMost);
    }

    boolean over() {
        return !pacer.now().isBefore(until);
    }

    Duration left() {
        Duration left = Duration.between(pacer.now(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Looks at least once. Empty when the time ran out without an answer. */
    <T> Optional<T> await(Supplier<Optional<T>> look) {
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent() || over()) {
                return seen;
            }
            pacer.pause(LOOK);
        }
    }

    /** @return what was seen last, good or not */
    <T> T awaitLast(Duration every, Supplier<T> look, Predicate<T> good) {
        while (true) {
            T seen = look.get();
            if (good.test(seen) || over()) {
                return seen;
            }
            pacer.pause(every);
        }
    }

    boolean awaitTrue(Supplier<Boolean> look) {
        return await(() -> look.get() ? Optional.of(true) : Optional.empty()).isPresent();
    }
}
