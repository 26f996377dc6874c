package io.kmig.core.migration;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.journal.Step;
import io.kmig.core.offsets.RacingLog;
import io.kmig.core.plan.Apply;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.plan.Plan;
import io.kmig.core.plan.Planner;
import io.kmig.core.plan.Survey;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.MirrorRecords;
import io.kmig.core.port.Pacer;
import io.kmig.core.port.ProofPort;
import io.kmig.core.port.RecordLog;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeHooks;
import io.kmig.testkit.FakeJournal;
import io.kmig.testkit.FakeMirrorRecords;
import io.kmig.testkit.FakePacer;
import io.kmig.testkit.FakeProof;
import io.kmig.testkit.NotedMoves;
import io.kmig.testkit.SilentApply;
import io.kmig.testkit.Specs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Two clusters with mirrors between them and one unit named {@code app} that is to move, while life goes on at every
 * pause: somebody else writes {@code in} on blue, the unit reads {@code in}, writes {@code out}, or both.
 */
final class World {
    static final LogEnds NOWHERE = new LogEnds(0, 0, 0);
    static final Tp IN_0 = new Tp("in", 0);
    static final Tp IN_1 = new Tp("in", 1);
    static final Tp OUT_0 = new Tp("out", 0);
    static final Tp OUT_1 = new Tp("out", 1);
    static final String GROUP = "app";
    static final String FORWARD = "kmig.shop.mirror.app";
    static final String REVERSE = "kmig.shop.reverse.app";

    final FakeCluster blue = new FakeCluster(Colour.BLUE);
    final FakeCluster green = new FakeCluster(Colour.GREEN);
    final FakeMirrorRecords records = new FakeMirrorRecords();
    final FakeConnect connect = new FakeConnect("connect", green, Map.of("blue", blue, "green", green), records);
    final FakeJournal.Shelf shelf = new FakeJournal.Shelf();
    final FakePacer pacer = new FakePacer();
    final FakeHooks hooks = new FakeHooks();
    final FakeProof proof = new FakeProof();
    final NotedMoves heard = new NotedMoves();
    final App app;
    final App upstream = new App("upstream", List.of(), List.of(IN_0, IN_1), "");
    MigrationSpec spec;
    boolean abortHanging;
    /** Of records, on both sides, through the port that reads them. */
    int reads;

    /** What goes on while blue is read; the clients' own life goes on between the readings only. */
    Runnable whileReadingBlue = () -> {};

    private FakeJournal latest = new FakeJournal(shelf, "operator");

    /** The unit only reads. */
    static World ofConsumer() {
        return new World(client("app", List.of(GROUP), List.of()), new App(GROUP, List.of(IN_0, IN_1), List.of(), ""));
    }

    /** The unit only writes. */
    static World ofProducer() {
        return new World(client("app", List.of(), List.of("out")), new App("", List.of(), List.of(OUT_0, OUT_1), ""));
    }

    /** The unit reads and writes in transactions. */
    static World ofBoth() {
        return new World(
                client("app", List.of(GROUP), List.of("out"), List.of("app-tx")),
                new App(GROUP, List.of(IN_0, IN_1), List.of(OUT_0, OUT_1), "app-tx"));
    }

    /** The unit has a second writer of the same topic, stopped and started by a person, who has not confirmed yet. */
    static World ofProducerAndOneByHand() {
        ClientSpec byHand = Specs.byHand(client("helper", List.of(), List.of("out")));
        World world = new World(
                client("app", List.of(), List.of("out")), new App("", List.of(), List.of(OUT_0, OUT_1), ""), byHand);
        world.hooks.when(byHand.stop(), environment -> new HookPort.Outcome.NotConfirmed("stop helper"));
        return world;
    }

    private World(ClientSpec client, App app, ClientSpec... others) {
        this.app = app;
        List<ClientSpec> clients = new ArrayList<>(List.of(client));
        clients.addAll(List.of(others));
        this.spec = Specs.plain().with(clients.toArray(ClientSpec[]::new)).spec();
        blue.topic("in", 2).topic("out", 2);
        MirrorLayout.requiredPlugins().forEach(connect::plugin);
        hooks.does(client.stop(), app::stop);
        hooks.when(client.start(), environment -> {
            app.start(side(environment.getOrDefault("KMIG_TARGET", "")));
            return new HookPort.Outcome.Done(Duration.ofMillis(5));
        });
        pastOf(app);
        apply();
        pacer.during(this::live);
        pass(3);
    }

    private FakeCluster side(String label) {
        return label.equals("green") ? green : blue;
    }

    private void pastOf(App app) {
        upstream.start(blue);
        app.start(blue);
        blue.appendGap(OUT_0);
        for (int i = 0; i < 12; i++) {
            upstream.live();
            if (i % 3 == 0) {
                blue.appendGap(IN_1);
                app.live();
            }
        }
    }

    /** Plans and applies, as its operator does first. */
    private void apply() {
        Plan plan = plan();
        new Apply(estates(KillSwitch.never()), journal("operator"), pacer, new SilentApply()).carryOut(plan);
        latest.append(new Event.CaughtUp());
    }

    Plan plan() {
        Survey survey = Survey.of(spec, estates(KillSwitch.never()));
        return new Planner(spec)
                .plan(
                        survey.blue(),
                        survey.green(),
                        survey.connectors(),
                        history().handedOff(),
                        history().begun(),
                        List.of());
    }

    void live() {
        upstream.live();
        app.live();
        connect.copy();
    }

    /** Lets some time go by. */
    void pass(int moments) {
        for (int i = 0; i < moments; i++) {
            pacer.pause(Duration.ofMillis(100));
        }
    }

    /** A new process takes the journal; whoever had it is displaced. */
    FakeJournal journal(String operator) {
        latest = new FakeJournal(shelf, operator);
        return latest;
    }

    History history() {
        return new History(latest.entries());
    }

    List<Event> events() {
        return latest.events();
    }

    Unit unit() {
        return plan().order().get(0).unit();
    }

    Estates estates(KillSwitch kill) {
        return new Estates(
                kill.wrap(ClusterPort.class, blue),
                kill.wrap(ClusterPort.class, green),
                kill.wrap(RecordLog.class, new RacingLog(blue, () -> {
                    reads++;
                    whileReadingBlue.run();
                })),
                kill.wrap(RecordLog.class, new RacingLog(green, () -> reads++)),
                kill.wrap(ConnectPort.class, connect),
                kill.wrap(MirrorRecords.class, records));
    }

    /** One process of kmig, from taking the journal to the end of the move. */
    void move() {
        move(KillSwitch.never());
    }

    void move(KillSwitch kill) {
        move(kill, journal("operator"));
    }

    void move(KillSwitch kill, JournalPort journal) {
        Unit unit = unit();
        unitMove(kill, journal).move(unit);
    }

    /** One process of kmig, from taking the journal to the end of the way back. */
    void takeBack() {
        takeBack(KillSwitch.never());
    }

    void takeBack(KillSwitch kill) {
        FakeJournal journal = journal("operator");
        unitMove(kill, journal).takeBack(unit());
    }

    UnitMove unitMove(KillSwitch kill, JournalPort journal) {
        return new UnitMove(
                spec,
                new MirrorLayout(spec, 1, 1),
                estates(kill),
                kill.wrap(HookPort.class, hooks),
                kill.wrap(JournalPort.class, journal),
                kill.wrap(Pacer.class, pacer),
                kill.wrap(ProofPort.class, proof),
                heard,
                abortHanging);
    }

    /** Nothing new is made up any more, and everything under way arrives. */
    void settle() {
        upstream.idle();
        app.idle();
        List<Object> before;
        do {
            before = ends();
            pass(20);
        } while (!before.equals(ends()));
    }

    private List<Object> ends() {
        List<Tp> all = List.of(IN_0, IN_1, OUT_0, OUT_1);
        return List.of(
                blue.ends(all),
                green.ends(all),
                app.processed(IN_0).size(),
                app.processed(IN_1).size());
    }

    /** The invariants of a migration, as an undisturbed move leaves them. */
    void assertMoved(String how) {
        assertThat(app.runsOn()).as("runs on, %s", how).contains(Colour.GREEN);
        assertThat(events().stream().filter(Event.UnitMoved.class::isInstance))
                .as("moved, %s", how)
                .hasSize(1);
        assertLedger(how);
        if (writes()) {
            assertThat(state(FORWARD)).as("forward mirror, %s", how).isEqualTo("STOPPED");
            assertThat(state(REVERSE)).as("reverse mirror, %s", how).isEqualTo("RUNNING");
        }
        assertNothingProvedAgainAfterStart(how);
    }

    /** Rolled back: it runs on blue, nothing that was written on green is missing, and green follows blue again. */
    void assertReturned(String how) {
        assertThat(app.runsOn()).as("runs on, %s", how).contains(Colour.BLUE);
        assertThat(history().progress("app")).as("progress, %s", how).isEqualTo(History.Progress.NONE);
        assertLedger(how);
        if (writes()) {
            assertThat(state(FORWARD)).as("forward mirror, %s", how).isEqualTo("RUNNING");
            // absent when the unit never got far enough to need it
            assertThat(state(REVERSE)).as("reverse mirror, %s", how).isIn("STOPPED", "absent");
        }
    }

    /** On blue as before: it runs there, the mirror runs, nothing was born on green. */
    void assertOnBlue(String how) {
        assertThat(app.runsOn()).as("runs on, %s", how).contains(Colour.BLUE);
        assertThat(events().stream().noneMatch(Event.UnitMoved.class::isInstance))
                .as("moved, %s", how)
                .isTrue();
        if (writes()) {
            assertThat(state(FORWARD)).as("forward mirror, %s", how).isEqualTo("RUNNING");
            assertThat(connect.connector(REVERSE).map(ConnectorFacts::state).orElse("STOPPED"))
                    .as("reverse mirror, %s", how)
                    .isEqualTo("STOPPED");
        }
        assertThat(history().progress("app").begun()).as("ended, %s", how).isFalse();
        assertLedger(how);
    }

    /** Every record once, in order, on both sides; every record processed once, in order. */
    private void assertLedger(String how) {
        for (Tp tp : List.of(OUT_0, OUT_1)) {
            assertThat(green.contents(tp)).as("%s on green, %s", tp, how).isEqualTo(app.acknowledged(tp));
            assertThat(blue.contents(tp)).as("%s on blue, %s", tp, how).isEqualTo(app.acknowledged(tp));
        }
        for (Tp tp : List.of(IN_0, IN_1)) {
            assertThat(green.contents(tp)).as("%s on green, %s", tp, how).isEqualTo(upstream.acknowledged(tp));
            if (!spec.clients().get(0).groups().isEmpty()) {
                assertThat(app.processed(tp)).as("processed %s, %s", tp, how).isEqualTo(upstream.acknowledged(tp));
            }
        }
    }

    private void assertNothingProvedAgainAfterStart(String how) {
        boolean started = false;
        for (Event event : events()) {
            started |= event instanceof Event.StepBegan s && s.step() == Step.START;
            if (started) {
                assertThat(event)
                        .as("after START, %s", how)
                        .isNotInstanceOfAny(Event.Pinned.class, Event.HandedOff.class, Event.UnitUndone.class);
            }
        }
    }

    private boolean writes() {
        return !spec.clients().get(0).produces().isEmpty();
    }

    ClientSpec mover() {
        return spec.clients().get(0);
    }

    String state(String connector) {
        return connect.connector(connector).map(ConnectorFacts::state).orElse("absent");
    }

    /** Calls that change something, of all ports. */
    List<String> acts() {
        List<String> acts = new ArrayList<>();
        acts.addAll(blue.calls());
        acts.addAll(green.calls());
        acts.addAll(connect.calls());
        hooks.calls().forEach(c -> acts.add("hook " + c.hook()));
        Set<String> looks = Set.of(
                "identity",
                "topics",
                "groups",
                "ends",
                "stableOffsets",
                "transactionalIds",
                "openTransactions",
                "connectGroups",
                "recentProducers",
                "open",
                "worker",
                "plugins",
                "validate",
                "connectors",
                "connector",
                "mirrorOffsets",
                "pendingCommits",
                "members");
        acts.removeIf(call -> looks.contains(call.split(" ", 2)[0]));
        return acts;
    }
}
