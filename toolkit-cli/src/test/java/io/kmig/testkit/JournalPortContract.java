package io.kmig.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.port.JournalPort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link JournalPort} does. */
public abstract class JournalPortContract {
    /** Opens the journal of this test as an operator on some machine; the same machine name means the same files. */
    protected abstract JournalPort open(String machine);

    @Test
    void anEntryIsNumberedAndThereAfterOpeningAgain() {
        List<Event> events = List.of(
                new Event.StepBegan("billing", Step.FENCE),
                new Event.StepDone("billing", Step.FENCE, 12),
                new Event.HandedOff("billing", Map.of(new Tp("orders", 0), 5L), Map.of(new Tp("orders", 0), 4L)),
                new Event.Pinned(
                        "billing",
                        "g",
                        Map.of(new Tp("orders", 0), new GroupOffset(3, "meta")),
                        Map.of(new Tp("orders", 0), new GroupOffset(4, "meta")),
                        100),
                new Event.CaughtUp());
        try (JournalPort journal = open("here")) {
            events.forEach(journal::append);
        }

        try (JournalPort journal = open("here")) {
            assertThat(journal.entries()).extracting(Entry::event).isEqualTo(events);
            assertThat(journal.entries()).extracting(Entry::seq).containsExactly(0L, 1L, 2L, 3L, 4L);
            assertThat(journal.append(new Event.UnitMoved("billing")).seq()).isEqualTo(5);
        }
    }

    @Test
    void whatAppendReturnsIsWhatEntriesShow() {
        try (JournalPort journal = open("here")) {
            Entry entry = journal.append(new Event.CaughtUp());

            assertThat(journal.entries()).containsExactly(entry);
        }
    }

    @Test
    void aSecondOperatorDisplacesTheFirst() {
        try (JournalPort first = open("here")) {
            first.append(new Event.CaughtUp());
            try (JournalPort second = open("elsewhere")) {
                second.append(new Event.UnitMoved("by the second"));

                assertDisplaced(first);
                assertDisplaced(first);
                assertThat(second.append(new Event.UnitMoved("again")).seq()).isEqualTo(2);
                assertThat(second.entries()).hasSize(3);
            }
        }
    }

    private static void assertDisplaced(JournalPort journal) {
        assertThatThrownBy(() -> journal.append(new Event.UnitMoved("too late")))
                .asInstanceOf(type(KmigException.class))
                .satisfies(e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.OTHER_OPERATOR));
    }
}
