package io.kmig.core.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ExitTest {
    @Test
    void whenSeveralHoldTheOrderIsFixed() {
        List<Integer> order = List.of(2, 3, 130, 4, 7, 6, 5, 1, 10, 0);
        assertThat(Stream.of(Exit.values()).map(Exit::code)).containsExactlyInAnyOrderElementsOf(order);

        for (Exit a : Exit.values()) {
            for (Exit b : Exit.values()) {
                Exit first = order.indexOf(a.code()) <= order.indexOf(b.code()) ? a : b;
                assertThat(a.and(b)).as("%s and %s", a, b).isEqualTo(first);
            }
        }
    }

    @Test
    void anErrorExitsWithWhatItsProblemsSayTogether() {
        Problem stopped = new Problem(ErrorCode.DRAIN_INCOMPLETE, "a", "b", "c");
        Problem rolledBack = new Problem(ErrorCode.WRITE_PAUSE_EXCEEDED, "d", "e", "f");

        KmigException both = new KmigException(List.of(stopped, rolledBack), null);

        assertThat(both.exit()).isEqualTo(Exit.ROLLED_BACK);
        assertThat(both).hasMessage("KMIG-4004 a; KMIG-4008 d");
        assertThat(new KmigException(stopped).exit()).isEqualTo(Exit.STOPPED);
        assertThatThrownBy(() -> new KmigException(List.of(), null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCodeStandsForOneThing() {
        assertThat(Stream.of(ErrorCode.values()).map(ErrorCode::id))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("KMIG-[1-59]\\d{3}"));
    }
}
