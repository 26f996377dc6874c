package io.kmig.core.migration;

import static io.kmig.core.migration.Journals.applied;
import static io.kmig.core.migration.Journals.began;
import static io.kmig.core.migration.Journals.entries;
import static io.kmig.core.migration.Journals.moved;
import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.MoveOrder;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Entry;
import io.kmig.core.journal.Step;
import io.kmig.core.migration.Cutover.Selection;
import io.kmig.core.plan.Operation;
import io.kmig.core.plan.Plan;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.spec.MigrationSpec.CutoverSpec;
import io.kmig.core.spec.MigrationSpec.Fence;
import io.kmig.core.spec.MigrationSpec.Mode;
import io.kmig.core.spec.MigrationSpec.OnFailure;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CutoverTest {
    private static final ClientSpec SHOP = client("shop", List.of(), List.of("orders"));
    private static final ClientSpec BILLING = client("billing", List.of("billing"), List.of("invoices"));
    private static final ClientSpec MAILER = wave(client("mailer", List.of("mailer"), List.of()), "canary");
    private static final List<MoveOrder.Placed> ORDER = MoveOrder.of(
            List.of(SHOP, BILLING, MAILER), Map.of("billing", Set.of("orders"), "mailer", Set.of("invoices")));

    // ---- which units

    @Test
    void nextIsTheFirstThatHasNotMoved() {
        assertThat(select(new Selection.Next())).containsExactly("mailer");
        assertThat(select(new Selection.Next(), "mailer")).containsExactly("billing");
        assertThat(select(new Selection.Next(), "mailer", "billing", "shop")).isEmpty();
    }

    @Test
    void allAreAllThatHaveNotMovedInOrder() {
        assertThat(select(new Selection.All(), "mailer")).containsExactly("billing", "shop");
    }

    @Test
    void consumersAreTheUnitsThatWriteNothing() {
        assertThat(select(new Selection.Consumers())).containsExactly("mailer");
    }

    @Test
    void producersAreRefusedWhileAConsumerIsPending() {
        assertRefused(new Selection.Producers(), ErrorCode.PRODUCERS_BEFORE_CONSUMERS, "mailer");
        assertThat(select(new Selection.Producers(), "mailer")).containsExactly("billing", "shop");
    }

    @Test
    void aClientIsRefusedWhileAReaderOfItsTopicsIsOnBlue() {
        assertRefused(new Selection.Client("shop"), ErrorCode.PRODUCERS_BEFORE_CONSUMERS, "billing");
        assertThat(select(new Selection.Client("shop"), "mailer", "billing")).containsExactly("shop");
        assertThat(select(new Selection.Client("shop"), "mailer", "billing", "shop"))
                .isEmpty();
    }

    @Test
    void anUnknownClientOrWaveIsNamedWithWhatThereIs() {
        assertRefused(new Selection.Client("nobody"), ErrorCode.UNKNOWN_CLIENT, "there are mailer, billing, shop");
        assertRefused(new Selection.Wave("nowhere"), ErrorCode.UNKNOWN_CLIENT, "no client is in wave nowhere");
        assertThat(select(new Selection.Wave("canary"))).containsExactly("mailer");
    }

    // ---- gates

    private final FakeCluster blue =
            new FakeCluster(Colour.BLUE).topic("orders", 1).topic("invoices", 1);

    @Test
    void theWayIsFreeWhenAPlanWasAppliedAndNothingChanged() {
        assertThat(gates(spec(), entries(applied()), List.of(), "mailer")).isEmpty();
    }

    @Test
    void withoutAnAppliedPlanNothingMoves() {
        assertThat(codes(gates(spec(), List.of(), List.of(), "mailer"))).containsExactly(ErrorCode.NOT_APPLIED);
    }

    @Test
    void aShareGroupClosesTheGateOfItsUnitWithTheReason() {
        blue.group("mailer", "share", "EMPTY", 0);

        assertThat(gates(spec(), entries(applied()), List.of(), "mailer"))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.code()).isEqualTo(ErrorCode.GATE_CLOSED);
                    assertThat(p.observed()).startsWith("group mailer of unit mailer is a share group");
                    assertThat(p.remedy()).contains("`reads`", "share.auto.offset.reset");
                });
        assertThat(gates(spec(), entries(applied()), List.of(), "billing")).isEmpty();
    }

    @Test
    void driftClosesTheGate() {
        List<Operation> drift = List.of(new Operation.AddPartitions("orders", 1, 2));

        assertThat(gates(spec(), entries(applied()), drift, "mailer"))
                .singleElement()
                .satisfies(p -> assertThat(p.observed())
                        .contains("1 changes are pending")
                        .contains("topic orders"));
    }

    @Test
    void aMirrorThatTheCutShortMoveItselfStoppedIsNoDrift() {
        List<Operation> revive = List.of(new Operation.ReviveConnector("kmig.shop.mirror.shop", "STOPPED"));

        assertThat(gates(spec(), entries(applied()), revive, "shop")).hasSize(1);
        assertThat(gates(spec(), entries(applied(), began("shop", Step.SILENCE)), revive, "shop"))
                .isEmpty();
    }

    @Test
    void aUnitThatWasBegunIsEndedBeforeAnotherMoves() {
        List<Entry> entries = entries(applied(), began("mailer", Step.STOP));

        assertThat(gates(spec(), entries, List.of(), "mailer")).isEmpty();
        assertThat(gates(spec(), entries, List.of(), "billing")).singleElement().satisfies(p -> {
            assertThat(p.observed()).contains("the move of unit mailer was begun");
            assertThat(p.remedy()).contains("kmig cutover --client mailer");
        });
        assertThat(gates(spec(), entries(applied(), began("mailer", Step.STOP), moved("mailer")), List.of(), "billing"))
                .isEmpty();
    }

    @Test
    void aUnitThatMovedAndIsDescribedNoMoreClosesTheGate() {
        assertThat(gates(spec(), entries(applied(), began("old", Step.STOP), moved("old")), List.of(), "mailer"))
                .singleElement()
                .satisfies(p -> assertThat(p.observed()).contains("[old]"));
    }

    @Test
    void aGroupWithPositionsOutsideTheMirrorsClosesTheGate() {
        blue.topic("elsewhere", 1).commit("mailer", new Tp("elsewhere", 0), 0, "");
        MigrationSpec narrow = Specs.plain()
                .with(SHOP, BILLING, MAILER)
                .topics(List.of("orders", "invoices"), List.of())
                .spec();

        assertThat(gates(narrow, entries(applied()), List.of(), "mailer"))
                .singleElement()
                .satisfies(
                        p -> assertThat(p.observed()).contains("group mailer").contains("[elsewhere]"));
    }

    @Test
    void aWriterOfATopicThatIsNotMirroredOrNotThereClosesTheGate() {
        MigrationSpec narrow = Specs.plain()
                .with(SHOP, BILLING, MAILER)
                .topics(List.of(".*"), List.of("orders"))
                .spec();
        blue.deleteTopic("invoices");

        assertThat(gates(narrow, entries(applied()), List.of(), "shop", "billing").stream()
                        .map(Problem::observed))
                .containsExactlyInAnyOrder(
                        "unit shop writes topics that are not mirrored: [orders]",
                        "unit billing is said to write topics that blue does not have: [invoices]");
    }

    @Test
    void whatThisVersionDoesNotCarryOutIsRefusedAllAtOnce() {
        MigrationSpec spec = Specs.plain()
                .with(SHOP, BILLING, MAILER)
                .atLeastOnce()
                .cutover(new CutoverSpec(
                        Mode.ROLLING,
                        List.of(Fence.HOOK, Fence.ACL),
                        Duration.ofSeconds(1),
                        OnFailure.PAUSE,
                        List.of(Map.of("exec", "x")),
                        Duration.ZERO))
                .spec();

        List<Problem> closed = gates(spec, entries(applied()), List.of(), "mailer");

        assertThat(closed.stream().map(Problem::observed))
                .hasSize(4)
                .anyMatch(o -> o.contains("cutover.mode rolling"))
                .anyMatch(o -> o.contains("cutover.fence [hook, acl]"))
                .anyMatch(o -> o.contains("cutover.gates"))
                .anyMatch(o -> o.contains("replication.exactlyOnce is false"));
        assertThat(closed).allSatisfy(p -> assertThat(p.unchanged()).isEqualTo("nothing was stopped"));
    }

    // ---- caught up

    @Test
    void waitsUntilTheMirrorsAreNearAndSaysSoOnce() {
        World world = World.ofProducer();
        world.connect.stop(World.FORWARD);
        for (int i = 0; i <= Cutover.NEARLY_CAUGHT_UP; i++) {
            world.blue.append(World.OUT_0, "much " + i);
        }
        int events = world.events().size();
        Map<String, List<Tp>> mirrors = Map.of(World.FORWARD, List.of(World.OUT_0, World.OUT_1));

        assertThatThrownBy(() -> cutover(world).awaitCaughtUp(mirrors, Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(KmigException.class, e -> {
                    assertThat(codes(e.problems())).containsExactly(ErrorCode.GATE_CLOSED);
                    assertThat(e.exit()).isEqualTo(Exit.STOPPED);
                    assertThat(e.getMessage()).contains(World.FORWARD + " is ").contains("offsets behind blue");
                });
        world.connect.resume(World.FORWARD);
        cutover(world).awaitCaughtUp(mirrors, Duration.ofSeconds(1));

        assertThat(world.events()).as("it was said at the beginning").hasSize(events);
    }

    @Test
    void unitsMoveOneByOne() {
        World world = World.ofConsumer();

        cutover(world).move(List.of(world.unit()));

        world.settle();
        world.assertMoved("by cutover");
    }

    private static Cutover cutover(World world) {
        var journal = world.journal("operator");
        return new Cutover(
                world.estates(KillSwitch.never()), journal, world.pacer, world.unitMove(KillSwitch.never(), journal));
    }

    private static ClientSpec wave(ClientSpec c, String wave) {
        return new ClientSpec(
                c.name(), c.groups(), c.produces(), c.transactionalIds(), wave, c.stop(), c.start(), c.timeout());
    }

    private static MigrationSpec spec() {
        return Specs.plain().with(SHOP, BILLING, MAILER).spec();
    }

    private List<Problem> gates(MigrationSpec spec, List<Entry> entries, List<Operation> pending, String... units) {
        Plan plan = new Plan("shop", "B", "G", "f", pending, ORDER, List.of(), new Plan.Scope(2, 2, 2));
        List<Unit> chosen = ORDER.stream()
                .map(MoveOrder.Placed::unit)
                .filter(u -> List.of(units).contains(u.name()))
                .toList();
        return Cutover.gates(spec, blue, entries, plan, chosen);
    }

    private static List<String> select(Selection selection, String... moved) {
        return Cutover.select(selection, ORDER, Set.of(moved)).stream()
                .map(Unit::name)
                .toList();
    }

    private static void assertRefused(Selection selection, ErrorCode code, String text) {
        KmigException refusal =
                catchThrowableOfType(KmigException.class, () -> Cutover.select(selection, ORDER, Set.of()));

        assertThat(codes(refusal.problems())).containsExactly(code);
        assertThat(refusal.getMessage()).contains(text);
    }

    private static List<ErrorCode> codes(List<Problem> problems) {
        return problems.stream().map(Problem::code).toList();
    }
}
