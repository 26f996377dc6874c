package io.kmig.core.migration;

import io.kmig.cli.session.Session;
import io.kmig.core.estate.Colour;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.plan.Survey;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.Pacer;
import io.kmig.core.port.ProofPort;
import io.kmig.core.spec.MigrationSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A {@link World} whose plan was applied, opened as a command would open it. */
public final class SessionOfWorld implements Session {
    private final World world;
    private int proofsOpened;

    private SessionOfWorld(World world) {
        this.world = world;
    }

    /** Its one unit, {@code app}, reads. */
    public static SessionOfWorld ofConsumer() {
        return new SessionOfWorld(World.ofConsumer());
    }

    /** Its one unit, {@code app}, reads and writes. */
    public static SessionOfWorld ofBoth() {
        return new SessionOfWorld(World.ofBoth());
    }

    /** The clients do not stop any more. */
    public SessionOfWorld whoseStopHookFails() {
        world.hooks.when(world.mover().stop(), environment -> new HookPort.Outcome.Failed(3, "no luck"));
        return this;
    }

    /** An earlier kmig was killed as it began a step. */
    public SessionOfWorld killedAt(Step step) {
        Refusals.killAt(world, new Event.StepBegan("app", step).toString());
        return this;
    }

    /** An earlier kmig was killed on the way back from green. */
    public SessionOfWorld killedOnTheWayBack() {
        world.move();
        JournalPort journal = world.journal("operator");
        journal.append(new Event.TurnedBack("app"));
        return this;
    }

    /** The mirrors have copied everything, and nobody writes any more. */
    public SessionOfWorld caughtUp() {
        world.settle();
        // a mirror is seen to pass the markers at a log's end only by what comes after them
        List.of(World.OUT_0, World.OUT_1).forEach(tp -> world.blue.append(tp, "the last"));
        world.settle();
        return this;
    }

    /** Runs whenever a command waits, after the time has passed. */
    public SessionOfWorld during(Runnable action) {
        world.pacer.during(action);
        return this;
    }

    public SessionOfWorld moved() {
        world.move();
        return this;
    }

    /** A topic was created on blue since: changes are pending. */
    public SessionOfWorld withANewTopicOnBlue() {
        world.blue.topic("late", 1);
        return this;
    }

    public Optional<Colour> runsOn() {
        return world.app.runsOn();
    }

    public String state(String connector) {
        return world.state(connector);
    }

    /** How often the validator was started. */
    public int proofsOpened() {
        return proofsOpened;
    }

    @Override
    public MigrationSpec spec() {
        return world.spec;
    }

    @Override
    public Estates estates() {
        return world.estates(KillSwitch.never());
    }

    @Override
    public HookPort hooks() {
        return world.hooks;
    }

    @Override
    public Pacer pacer() {
        return world.pacer;
    }

    @Override
    public Path stateDirectory() {
        return Path.of(".");
    }

    @Override
    public List<Entry> history() {
        return world.history().entries();
    }

    @Override
    public JournalPort takeJournal() {
        return world.journal("operator");
    }

    @Override
    public void close() {}

    @Override
    public ProofPort openProof(Survey survey, History history) {
        proofsOpened++;
        return ProofPort.none();
    }
}
