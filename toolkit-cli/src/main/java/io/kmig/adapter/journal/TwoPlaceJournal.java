package io.kmig.adapter.journal;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.port.JournalPort;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one migration, in a local file and a topic on green.
 *
 * <pre>
 * open:    lock the directory; read both; refuse what does not fit, before anybody is fenced
 *          take over the transactional id; read the topic once more, for now nobody else can append
 *          set aside the file's unconfirmed line; make the file equal to the topic
 * append:  file, fsync; topic, commit; only then return
 * </pre>
 *
 * <p>An append that fails leaves its outcome unknown: the commit may have reached green although the answer did not. The
 * journal then takes no further append; opening it again finds out.
 */
public final class TwoPlaceJournal implements JournalPort {
    private final JournalSettings settings;
    private final String operator;
    private final EntryJson json = new EntryJson();
    private final OperatorLock lock;
    private final JournalTopic topic;
    private final JournalFile file;
    private final List<Entry> entries;
    private @Nullable KmigException broken;
    private boolean closed;

    private TwoPlaceJournal(
            JournalSettings settings,
            String operator,
            OperatorLock lock,
            JournalTopic topic,
            JournalFile file,
            List<Entry> entries) {
        this.settings = settings;
        this.operator = operator;
        this.lock = lock;
        this.topic = topic;
        this.file = file;
        this.entries = new ArrayList<>(entries);
    }

    /**
     * Opens it for writing and fences every other operator.
     *
     * @param operator host, pid and start time, as others shall see it
     */
    public static TwoPlaceJournal open(JournalSettings settings, String operator) {
        OperatorLock lock = OperatorLock.take(settings.directory(), operator);
        JournalTopic topic = new JournalTopic(settings, new JournalClients(settings));
        try {
            topic.createIfMissing();
            EntryJson json = new EntryJson();
            JournalFile.Content local = JournalFile.read(settings.directory());
            Reconciliation.of(local.lines(), topic.read(), json);
            topic.takeOver();
            Reconciliation agreed = Reconciliation.of(local.lines(), topic.read(), json);
            JournalFile file = settle(settings, local, agreed);
            return new TwoPlaceJournal(settings, operator, lock, topic, file, agreed.entries());
        } catch (RuntimeException e) {
            topic.close();
            lock.close();
            throw e instanceof KmigException failure ? JournalProblems.located(failure, settings) : e;
        }
    }

    /**
     * What the topic holds, for looking only: fences nobody, locks, creates and changes nothing. When green does not
     * answer, what the file holds, with a note. Refused when the two can't be one history.
     */
    public static JournalPort readOnly(JournalSettings settings) {
        EntryJson json = new EntryJson();
        // the file first: what is appended meanwhile is in the topic by the time that is read
        List<String> local = JournalFile.read(settings.directory()).lines();
        List<String> lines;
        try {
            lines = new JournalTopic(settings, new JournalClients(settings)).read();
        } catch (KmigException e) {
            if (local.isEmpty() || e.problems().get(0).code() == ErrorCode.INTERRUPTED) {
                throw e;
            }
            settings.notes()
                    .accept("green did not answer; shown is this machine's copy, whose last entry may be unconfirmed: "
                            + e.getMessage());
            return new JournalView(Reconciliation.entries(local, json));
        }
        try {
            return new JournalView(Reconciliation.of(local, lines, json).entries());
        } catch (KmigException e) {
            throw JournalProblems.located(e, settings);
        }
    }

    @Override
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized Entry append(Event event) {
        if (broken != null) {
            throw new KmigException(broken.problems(), broken);
        }
        Entry entry = new Entry(entries.size(), settings.clock().instant(), operator, event);
        String line = json.write(entry);
        try {
            file.append(line);
            topic.append(line);
        } catch (KmigException e) {
            broken = e;
            throw e;
        }
        entries.add(entry);
        return entry;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (broken == null) {
            broken = JournalProblems.unwritable("the journal was closed", null);
        }
        topic.close();
        file.close();
        lock.close();
    }

    private static JournalFile settle(JournalSettings settings, JournalFile.Content local, Reconciliation agreed) {
        if (!local.torn().isEmpty()) {
            var side = JournalFile.setAside(settings.directory(), "torn", local.torn() + "\n");
            settings.notes()
                    .accept("the journal's last line was cut off while it was written; what there is of it is kept in "
                            + side);
        }
        if (!agreed.unconfirmed().isEmpty()) {
            String lines = agreed.unconfirmed().stream().collect(Collectors.joining("\n", "", "\n"));
            var side = JournalFile.setAside(settings.directory(), "unconfirmed", lines);
            settings.notes()
                    .accept("the journal's last line never reached green, so nothing was acted on; it is kept in "
                            + side);
        }
        if (agreed.rebuilt() > 0) {
            settings.notes()
                    .accept(agreed.rebuilt() + " entries of the journal were on green only, written elsewhere or lost"
                            + " here; the file has them now");
        }
        return JournalFile.open(settings.directory(), agreed.lines());
    }
}
