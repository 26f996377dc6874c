package io.kmig.adapter.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.port.JournalPort;
import io.kmig.testkit.FakeJournal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UninterruptedJournalTest {
    private final AtomicBoolean disturbed = new AtomicBoolean();
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void clear() {
        assertThat(Thread.interrupted()).as("a flag left for the next test").isFalse();
    }

    @Test
    void anInterruptBeforeAWriteDoesNotReachItAndStaysUp() {
        goOn.countDown();
        UninterruptedJournal journal = new UninterruptedJournal(new Watched(new FakeJournal()));
        Thread.currentThread().interrupt();

        Entry entry = journal.append(new Event.CaughtUp());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(entry.event()).isEqualTo(new Event.CaughtUp());
        assertThat(disturbed).isFalse();
        journal.close();
    }

    @Test
    void anInterruptDuringAWriteWaitsForItsEnd() throws InterruptedException {
        UninterruptedJournal journal = new UninterruptedJournal(new Watched(new FakeJournal()));
        AtomicBoolean stillUp = new AtomicBoolean();
        Thread operator = new Thread(() -> {
            journal.append(new Event.CaughtUp());
            stillUp.set(Thread.currentThread().isInterrupted());
        });

        operator.start();
        writing.await();
        operator.interrupt();
        goOn.countDown();
        operator.join();

        assertThat(stillUp).isTrue();
        assertThat(disturbed).isFalse();
        assertThat(journal.entries()).hasSize(1);
        journal.close();
    }

    /** Notes whether an interrupt reached the thread that writes. */
    private final class Watched implements JournalPort {
        private final JournalPort journal;

        Watched(JournalPort journal) {
            this.journal = journal;
        }

        @Override
        public List<Entry> entries() {
            return journal.entries();
        }

        @Override
        public Entry append(Event event) {
            writing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                disturbed.set(true);
            }
            return journal.append(event);
        }

        @Override
        public void close() {
            journal.close();
        }
    }
}
