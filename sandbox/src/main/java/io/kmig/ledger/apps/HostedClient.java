package io.kmig.ledger.apps;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.RecordFile;
import io.kmig.ledger.record.RecordReader;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.ledger.spec.DatabaseSpec;
import io.kmig.ledger.spec.StartAt;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client over all its starts and stops.
 *
 * <pre>
 * stopped --start--> running --stop--> stopped        start again on the same cluster: nothing to do
 *                    running --error-> failed         start on another while running: refused
 *                    failed  --start-> running
 * </pre>
 *
 * <p>A stop answers only once the client is closed, its records are answered or written down as unknown, and its
 * positions are committed.
 */
final class HostedClient implements Closeable {
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(75);

    private final AppSpec spec;
    private final RecordFile file;
    private final Numbering numbering;
    private final Quota quota;
    private final Pace pace;
    private final @Nullable WriterMemory rows;
    private final Tally tally = new Tally();
    private @Nullable Running running;
    private volatile @Nullable Session session;
    private volatile State state = State.STOPPED;

    enum State {
        STOPPED,
        RUNNING,
        FAILED
    }

    private record Running(Session session, Thread thread, StopSignal stop) {}

    private HostedClient(AppSpec spec, RecordFile file, @Nullable WriterMemory rows) {
        this.spec = spec;
        this.file = file;
        this.rows = rows;
        this.numbering = new Numbering(spec.name(), file);
        this.quota = new Quota(spec.total());
        this.pace = new Pace(spec.rate());
    }

    /** Takes up the client's record file where an earlier host left it. */
    static HostedClient open(AppSpec spec, Path records, LongSupplier stamps) throws IOException {
        Path path = RecordReader.fileOf(records, spec.name());
        DatabaseSpec database = spec.database();
        WriterMemory rows = database == null ? null : WriterMemory.of(database);
        RecordFile file = RecordFile.open(path, stamps);
        HostedClient client = new HostedClient(spec, file, rows);
        RecordReader.read(path, client::recall);
        file.append(stamp -> new ClientRow.Opened(
                stamp, spec.name(), spec.kind().label(), spec.group(), spec.reads(), spec.writes()));
        file.flush();
        return client;
    }

    private void recall(ClientRow row) {
        numbering.recall(row);
        if (rows != null) rows.recall(row);
        if (row instanceof ClientRow.Began) tally.hasBegun = true;
    }

    /** @throws Refusal if it can't be started there */
    synchronized void start(Session asked) throws Refusal {
        Session target = addressed(asked);
        Running current = running;
        if (current != null && current.thread.isAlive()) {
            if (current.session.isSameClusterAs(target)) return;
            throw new Refusal(
                    spec.name() + " is running on " + current.session.cluster().label() + " at "
                            + current.session.bootstrap() + "; stop it there first");
        }
        StopSignal stop = new StopSignal();
        Diary diary = new Diary(file, tally, target.cluster());
        App app = connect(target, diary);
        Thread thread = new Thread(() -> run(app, stop), spec.name());
        thread.setDaemon(true);
        running = new Running(target, thread, stop);
        session = target;
        state = State.RUNNING;
        thread.start();
    }

    /** A database is at an address of its own, known beforehand; what hooks are told of is the cluster's. */
    private Session addressed(Session asked) throws Refusal {
        DatabaseSpec database = spec.database();
        if (database != null && !asked.bootstrap().startsWith("jdbc:"))
            return new Session(asked.cluster(), database.url(asked.cluster()), asked.properties());
        if (asked.bootstrap().isEmpty())
            throw new Refusal(spec.name() + " needs the bootstrap servers of "
                    + asked.cluster().label());
        return asked;
    }

    private App connect(Session target, Diary diary) throws Refusal {
        // a group's very first position is the client's to choose only until it was given one
        StartAt firstStart = tally.hasBegun ? null : spec.startAt();
        try {
            return Apps.connect(spec, target, new Apps.Kept(numbering, quota, pace, firstStart, rows), diary);
        } catch (RuntimeException e) {
            tally.error(e);
            throw new Refusal(spec.name() + " can't be connected to "
                    + target.cluster().label() + " at " + target.bootstrap() + ": " + Failure.of(e));
        }
    }

    private void run(App app, StopSignal stop) {
        State end = State.STOPPED;
        try {
            app.work(stop);
        } catch (RuntimeException e) {
            tally.error(e);
            end = State.FAILED;
        } finally {
            try {
                app.close();
            } catch (RuntimeException e) {
                tally.error(e);
                end = State.FAILED;
            }
            state = end;
        }
    }

    /** @throws Refusal if it isn't closed, or was closed but not orderly; a second stop then finds it stopped */
    synchronized void stop() throws Refusal {
        Running current = running;
        if (current == null) {
            state = State.STOPPED;
            return;
        }
        boolean failedBefore = state == State.FAILED;
        current.stop.set();
        try {
            current.thread.join(CLOSED_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted while " + spec.name() + " was closing");
        }
        if (current.thread.isAlive())
            throw new Refusal(spec.name() + " is still closing after " + CLOSED_WITHIN.toSeconds() + " s");
        running = null;
        boolean failed = state == State.FAILED;
        state = State.STOPPED;
        if (failed && !failedBefore)
            throw new Refusal(spec.name() + " is closed, but not orderly: " + tally.lastError());
    }

    /** @param perSecond null for as fast as it goes */
    void pace(@Nullable Integer perSecond) {
        pace.set(perSecond);
    }

    AppSpec spec() {
        return spec;
    }

    ClientStatus status() {
        Session last = session;
        return new ClientStatus(
                spec.name(),
                spec.kind(),
                spec.group(),
                state.name().toLowerCase(Locale.ROOT),
                last == null ? null : last.cluster(),
                last == null ? null : last.bootstrap(),
                tally.acked.get(),
                tally.unknown.get(),
                tally.refused.get(),
                tally.processed.get(),
                quota.isUsedUp(),
                tally.lastError());
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            file.close();
        }
    }
}
