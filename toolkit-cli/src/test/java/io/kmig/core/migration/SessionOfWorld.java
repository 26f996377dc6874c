package io.kmig.core.migration;

import io.kmig.cli.session.Session;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
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
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.spec.MigrationSpec.CutoverSpec;
import io.kmig.core.spec.MigrationSpec.Mode;
import io.kmig.testkit.Specs;
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

    /** A mirror that does not bring what was written last. */
    public SessionOfWorld behind() {
        world.connect.freeze(World.FORWARD);
        world.blue.append(World.OUT_0, "late");
        return this;
    }

    /** The clients do not stop any more. */
    public SessionOfWorld whoseStopHookFails() {
        world.hooks.when(world.mover().stop(), environment -> new HookPort.Outcome.Failed(3, "no luck"));
        return this;
    }

    /** Stock MirrorMaker keeps a checkpoint of the group. */
    public SessionOfWorld checkpoint(String group, Tp tp, long target) {
        world.records.checkpoint("blue", group, tp, target);
        return this;
    }

    /** A second client reads with a share group named {@code queue}, and {@code out} with positions of its own. */
    public SessionOfWorld whoseHelperHasNoPositions() {
        world.blue.group("queue", "share", "STABLE", 1);
        world.spec = Specs.plain()
                .with(world.mover(), Specs.reading(Specs.client("helper", List.of("queue"), List.of()), "out"))
                .spec();
        return this;
    }

    /** A second client's group, {@code fresh}, has committed nothing. */
    public SessionOfWorld whoseHelperHasReadNothing() {
        world.spec = Specs.plain()
                .with(world.mover(), Specs.client("helper", List.of("fresh"), List.of()))
                .spec();
        return this;
    }

    /** The application had read nothing of this partition yet when it committed the others. */
    public SessionOfWorld readsFurther(String topic, int partitions) {
        world.blue.addPartitions(topic, partitions);
        return this;
    }

    /** A transaction is open that is about to commit this position of the application. */
    public SessionOfWorld aboutToCommit(Tp tp) {
        world.blue.pendingCommit(World.GROUP, tp, true);
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

    /** Described with a kind of cutover that this version does not carry out. */
    public SessionOfWorld rolling() {
        CutoverSpec is = world.spec.cutover();
        world.spec = Specs.plain()
                .with(world.spec.clients().toArray(ClientSpec[]::new))
                .cutover(new CutoverSpec(
                        Mode.ROLLING, is.fence(), is.maxWritePause(), is.onFailure(), is.gates(), is.soak()))
                .spec();
        return this;
    }

    /** Upstream writes this many records to each partition, and the mirror copies them. */
    public SessionOfWorld withMore(int records) {
        for (int i = 0; i < records; i++) {
            world.upstream.live();
        }
        world.pass(1);
        return this;
    }

    /** How many records were read of both logs so far. */
    public int reads() {
        return world.reads;
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
