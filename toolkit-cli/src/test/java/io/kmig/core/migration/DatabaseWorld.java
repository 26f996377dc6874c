package io.kmig.core.migration;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.plan.Apply;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.plan.Plan;
import io.kmig.core.plan.Planner;
import io.kmig.core.plan.ReturnLayout;
import io.kmig.core.plan.SinkLayout;
import io.kmig.core.plan.Survey;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.ConnectPort;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.port.Estates;
import io.kmig.core.port.HookPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.MirrorRecords;
import io.kmig.core.port.Pacer;
import io.kmig.core.port.ProofPort;
import io.kmig.core.port.RecordLog;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeDatabases;
import io.kmig.testkit.FakeHooks;
import io.kmig.testkit.FakeJournal;
import io.kmig.testkit.FakeMirrorRecords;
import io.kmig.testkit.FakePacer;
import io.kmig.testkit.NotedMoves;
import io.kmig.testkit.SilentApply;
import io.kmig.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Two databases with capture, mirror and sink between them, and an application that writes one of them at every pause:
 * new rows with ids from its sequence, and older rows again.
 */
final class DatabaseWorld {
    static final String SINK = "kmig.shop.sink.shop";
    static final String FORWARD = "kmig.shop.mirror.app";
    static final String REVERSE = "kmig.shop.reverse.app";
    static final String CAPTURE_BACK = "kmig.shop.capture.back.shop";
    static final String SINK_BACK = "kmig.shop.sink.back.shop";

    final FakeCluster blue = new FakeCluster(Colour.BLUE);
    final FakeCluster green = new FakeCluster(Colour.GREEN);
    final FakeMirrorRecords records = new FakeMirrorRecords();
    final FakeConnect connect = new FakeConnect("connect", green, Map.of("blue", blue, "green", green), records);
    final FakeDatabases databases = new FakeDatabases();
    final FakeJournal.Shelf shelf = new FakeJournal.Shelf();
    final FakePacer pacer = new FakePacer();
    final FakeHooks hooks = new FakeHooks();
    final NotedMoves heard = new NotedMoves();
    final MigrationSpec spec;
    boolean captures = true;
    boolean applies = true;
    Runnable whenStopped = () -> {};
    private final Map<Long, String> acknowledged = new TreeMap<>();
    private Optional<Colour> home = Optional.of(Colour.BLUE);
    private FakeJournal latest = new FakeJournal(shelf, "operator");
    private boolean idle;
    private int writes;

    DatabaseWorld() {
        this(Specs.database(true));
    }

    DatabaseWorld(DatabaseSpec database) {
        ClientSpec client = Specs.writing(client("app", List.of(), List.of()), "shop");
        this.spec = Specs.plain().with(client).databases(List.of(database)).spec();
        blue.topic(FakeDatabases.ROWS, 2).topic(FakeDatabases.MESSAGES, 1);
        MirrorLayout.requiredPlugins().forEach(connect::plugin);
        connect.plugin(SinkLayout.PLUGIN).plugin(ReturnLayout.PLUGIN);
        green.topic(FakeDatabases.BACK + FakeDatabases.ROWS, 2).topic(FakeDatabases.BACK + FakeDatabases.MESSAGES, 1);
        hooks.does(client.stop(), () -> {
            home = Optional.empty();
            whenStopped.run();
        });
        hooks.when(client.start(), environment -> {
            start(environment.getOrDefault("KMIG_TARGET", "").equals("green") ? Colour.GREEN : Colour.BLUE);
            return new HookPort.Outcome.Done(Duration.ofMillis(5));
        });
        for (int i = 0; i < 6; i++) {
            write();
        }
        apply();
        latest.append(new Event.CaughtUp());
        pacer.during(this::live);
        Sinks sinks = new Sinks(spec, estates(KillSwitch.never()), pacer);
        sinks.deploy(spec.databases().get(0), false);
        pass(10);
    }

    private void start(Colour side) {
        if (home.filter(h -> h != side).isPresent()) {
            throw new AssertionError("started on " + side + " while it runs on " + home);
        }
        home = Optional.of(side);
    }

    private void live() {
        if (!idle) {
            write();
        }
        if (captures) {
            databases.capture(Colour.BLUE, blue, "", 3);
            if (runs(CAPTURE_BACK)) {
                databases.capture(Colour.GREEN, green, FakeDatabases.BACK, 3);
            }
        }
        connect.copy();
        if (runs(SINK) && applies) {
            databases.sink(green, "", Colour.GREEN, SINK, 2);
        }
        if (runs(SINK_BACK) && applies) {
            databases.sink(green, FakeDatabases.BACK, Colour.BLUE, SINK_BACK, 2);
        }
    }

    private boolean runs(String connector) {
        return connect.connector(connector).map(ConnectorFacts::running).orElse(false);
    }

    private void write() {
        home.ifPresent(side -> {
            writes++;
            long id = writes % 3 == 0 && !acknowledged.isEmpty()
                    ? acknowledged.keySet().iterator().next()
                    : databases.nextId(side);
            if (writes % 3 != 0 && acknowledged.containsKey(id)) {
                throw new AssertionError("id " + id + " was given out twice, the second time on " + side);
            }
            databases.write(side, id, "write " + writes);
            acknowledged.put(id, "write " + writes);
        });
    }

    void pass(int moments) {
        for (int i = 0; i < moments; i++) {
            pacer.pause(Duration.ofMillis(100));
        }
    }

    void settle() {
        idle = true;
        pass(60);
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

    void apply() {
        new Apply(estates(KillSwitch.never()), journal(), pacer, new SilentApply()).carryOut(plan());
    }

    /** Past the application that everybody knows. */
    void strangerWrites(Colour side, long id) {
        databases.write(side, id, "a stranger's");
        acknowledged.put(id, "a stranger's");
    }

    FakeJournal journal() {
        latest = new FakeJournal(shelf, "operator");
        return latest;
    }

    History history() {
        return new History(latest.entries());
    }

    List<Event> events() {
        return latest.events();
    }

    Estates estates(KillSwitch kill) {
        return new Estates(
                kill.wrap(ClusterPort.class, blue),
                kill.wrap(ClusterPort.class, green),
                kill.wrap(RecordLog.class, blue),
                kill.wrap(RecordLog.class, green),
                kill.wrap(ConnectPort.class, connect),
                kill.wrap(MirrorRecords.class, records),
                kill.wrap(DatabasePort.class, databases));
    }

    void move() {
        move(KillSwitch.never());
    }

    void move(KillSwitch kill) {
        Unit unit = plan().order().get(0).unit();
        unitMove(kill).move(unit);
    }

    void takeBack() {
        takeBack(KillSwitch.never());
    }

    void takeBack(KillSwitch kill) {
        Unit unit = plan().order().get(0).unit();
        unitMove(kill).takeBack(unit);
    }

    private UnitMove unitMove(KillSwitch kill) {
        return new UnitMove(
                spec,
                new MirrorLayout(spec, 1, 1),
                estates(kill),
                kill.wrap(HookPort.class, hooks),
                kill.wrap(JournalPort.class, journal()),
                kill.wrap(Pacer.class, pacer),
                ProofPort.none(),
                heard,
                false);
    }

    Optional<Colour> runsOn() {
        return home;
    }

    void assertMoved(String how) {
        assertThat(home).as("runs on, %s", how).contains(Colour.GREEN);
        assertThat(events().stream().filter(Event.UnitMoved.class::isInstance))
                .as("moved, %s", how)
                .hasSize(1);
        assertThat(databases.rows(Colour.GREEN)).as("rows on green, %s", how).isEqualTo(acknowledged);
        assertThat(state(FORWARD)).as("forward mirror, %s", how).isEqualTo("STOPPED");
        assertThat(state(SINK)).as("sink, %s", how).isEqualTo("STOPPED");
        if (spec.databases().get(0).source().isPresent()) {
            assertThat(databases.rows(Colour.BLUE))
                    .as("rows brought back, %s", how)
                    .isEqualTo(acknowledged);
        }
    }

    void assertOnBlue(String how) {
        assertThat(home).as("runs on, %s", how).contains(Colour.BLUE);
        assertThat(databases.rows(Colour.BLUE)).as("rows on blue, %s", how).isEqualTo(acknowledged);
        assertThat(state(FORWARD)).as("forward mirror, %s", how).isEqualTo("RUNNING");
        assertThat(state(SINK)).as("sink, %s", how).isEqualTo("RUNNING");
        assertThat(databases.rows(Colour.GREEN)).as("rows on green, %s", how).isEqualTo(acknowledged);
        assertThat(history().progress("app").begun()).as("ended, %s", how).isFalse();
        assertThat(databases.slotOnGreen()).as("slot, %s", how).isFalse();
        assertThat(state(CAPTURE_BACK)).as("capture of green, %s", how).isEqualTo("absent");
        assertThat(state(SINK_BACK)).as("sink of blue, %s", how).isEqualTo("absent");
        assertThat(state(REVERSE)).as("reverse mirror, %s", how).isIn("STOPPED", "absent");
    }

    String state(String connector) {
        return connect.connector(connector).map(ConnectorFacts::state).orElse("absent");
    }
}
