package io.kmig.ledger.judge;

import static io.kmig.ledger.record.Cluster.BLUE;
import static io.kmig.ledger.record.Cluster.GREEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Payload;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private final History history = new History().producer("writer", "orders").consumer("reader", "billing", "orders");

    @Test
    void aCompleteMigrationIsFlawless() {
        Sighting first = history.acked("writer", BLUE, "orders", 0, "a");
        Sighting second = history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();
        Sighting third = history.acked("writer", GREEN, "orders", 0, "a");
        history.processed("reader", BLUE, first);
        history.processed("reader", GREEN, second);
        history.processed("reader", GREEN, third);

        LedgerReport report = judge();

        assertThat(report.isFlawless()).isTrue();
        assertThat(report.produced()).isEqualTo(3);
        assertThat(report.processed()).isEqualTo(3);
        assertThat(report.visibleOnBlue()).isEqualTo(2);
        assertThat(report.visibleOnGreen()).isEqualTo(3);
        assertThat(report.findings()).isEmpty();
        assertThat(report.clients())
                .containsExactly(
                        new ClientLedger("reader", "consumer", "billing", null, 3L, 1, 2, null, 2L, null, 0L, 0L, 0L),
                        new ClientLedger("writer", "producer", null, 3L, null, 2, 1, null, 1L, 0L, 0L, 0L, 0L));
        assertThat(report.groups()).containsExactly(new GroupLedger("billing", List.of("reader"), 3, 3, 0, 0, 0, 0, 0));
    }

    @Test
    void anAcknowledgedRecordThatIsNotAtHomeIsLost() {
        Sighting kept = history.acked("writer", BLUE, "orders", 0, "a");
        Sighting lost = history.acked("writer", BLUE, "orders", 0, "b");
        history.visible(GREEN, kept);
        history.processed("reader", BLUE, kept);
        history.processed("reader", BLUE, lost);

        LedgerReport report = judge();

        assertThat(report.lost()).isEqualTo(1);
        assertThat(report.findings())
                .containsExactly(new Finding(
                        Finding.Kind.LOST,
                        "writer",
                        "orders",
                        0,
                        1L,
                        "b",
                        "writer",
                        1L,
                        "not visible on green, visible on blue; acknowledged by blue"));
    }

    @Test
    void anAcknowledgedRecordThatTheGroupNeverProcessedIsLostForTheGroup() {
        history.processed("reader", BLUE, history.acked("writer", BLUE, "orders", 0, "a"));
        history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();

        LedgerReport report = judge();

        assertThat(report.lost()).isEqualTo(1);
        assertThat(report.groups().get(0).lost()).isEqualTo(1);
        assertThat(report.findings())
                .extracting(Finding::kind, Finding::who, Finding::seq, Finding::offset)
                .containsExactly(tuple(Finding.Kind.UNPROCESSED, "billing", 1L, 1L));
    }

    @Test
    void aGroupOwesNothingBeforeItsFirstPosition() {
        history.acked("writer", BLUE, "orders", 0, "a");
        Sighting second = history.acked("writer", BLUE, "orders", 0, "a");
        history.began("reader", BLUE, "orders", 0, 1);
        history.processed("reader", BLUE, second);
        history.mirror();

        LedgerReport report = judge();

        assertThat(report.isFlawless()).isTrue();
        assertThat(report.groups().get(0).expected()).isEqualTo(1);
    }

    @Test
    void aPositionGivenLaterOnTheOtherClusterExcusesNothing() {
        history.began("reader", BLUE, "orders", 0, 0);
        history.processed("reader", BLUE, history.acked("writer", BLUE, "orders", 0, "a"));
        history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();
        history.began("reader", GREEN, "orders", 0, 2);
        history.processed("reader", GREEN, history.acked("writer", GREEN, "orders", 0, "a"));

        assertThat(judge().groups().get(0).lost()).isEqualTo(1);
    }

    @Test
    void aPartitionFirstGivenToTheGroupOnTheOtherClusterIsOwedWhole() {
        history.began("reader", BLUE, "orders", 0, 0);
        history.acked("writer", BLUE, "orders", 1, "a");
        Sighting second = history.acked("writer", BLUE, "orders", 1, "a");
        history.mirror();
        history.began("reader", GREEN, "orders", 1, 1);
        history.processed("reader", GREEN, second);

        assertThat(judge().groups().get(0).lost()).isEqualTo(1);
    }

    @Test
    void aGroupBornAtHomeOwesNothingMirroredBeforeItsFirstPosition() {
        history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();
        Sighting own = history.acked("writer", GREEN, "orders", 0, "a");
        history.began("reader", GREEN, "orders", 0, 1);
        history.processed("reader", GREEN, own);

        assertThat(judge().isFlawless()).isTrue();
    }

    @Test
    void aRecordVisibleTwiceIsDuplicatedAndNotReordered() {
        processEverythingOnBlue(history.acked("writer", BLUE, "orders", 0, "a"));
        processEverythingOnBlue(history.acked("writer", BLUE, "orders", 0, "a"));
        history.mirror();
        history.visible(GREEN, history.log(BLUE, "orders", 0).get(0));

        LedgerReport report = judge();

        assertThat(report.duplicated()).isEqualTo(1);
        assertThat(report.reordered()).isZero();
        assertThat(report.findings())
                .extracting(Finding::kind, Finding::offset)
                .containsExactly(tuple(Finding.Kind.DUPLICATED, 2L));
    }

    @Test
    void aRecordProcessedTwiceIsDuplicatedForTheGroup() {
        Sighting only = history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();
        history.processed("reader", BLUE, only);
        history.processed("reader", GREEN, only);

        LedgerReport report = judge();

        assertThat(report.duplicated()).isEqualTo(1);
        assertThat(report.processed()).isEqualTo(2);
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Finding.Kind.REPROCESSED);
    }

    @Test
    void twoGroupsMayEachProcessARecordOnce() {
        history.consumer("auditor", "audit", "orders");
        Sighting only = history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();
        history.processed("reader", BLUE, only);
        history.processed("auditor", GREEN, only);

        assertThat(judge().isFlawless()).isTrue();
    }

    @Test
    void twoMembersOfAGroupMustNotBothProcessARecord() {
        history.consumer("reader2", "billing", "orders");
        Sighting only = history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();
        history.processed("reader", BLUE, only);
        history.processed("reader2", BLUE, only);

        LedgerReport report = judge();

        assertThat(report.duplicated()).isEqualTo(1);
        assertThat(report.clients())
                .filteredOn(c -> c.kind().equals("consumer"))
                .as("which member is to blame can't be said")
                .allSatisfy(c -> assertThat(c.duplicated()).isNull());
    }

    @Test
    void aRecordAfterALaterOneOfItsKeyIsReordered() {
        Sighting first = history.acked("writer", BLUE, "orders", 0, "a");
        Sighting second = history.acked("writer", BLUE, "orders", 0, "a");
        processEverythingOnBlue(first, second);
        history.visible(GREEN, second);
        history.visible(GREEN, first);

        LedgerReport report = judge();

        assertThat(report.reordered()).isEqualTo(1);
        assertThat(report.lost() + report.duplicated()).isZero();
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Finding.Kind.REORDERED);
    }

    @Test
    void recordsOfDifferentKeysMayChangePlaces() {
        Sighting first = history.acked("writer", BLUE, "orders", 0, "a");
        Sighting second = history.acked("writer", BLUE, "orders", 0, "b");
        processEverythingOnBlue(second, first);
        history.visible(GREEN, second);
        history.visible(GREEN, first);

        assertThat(judge().isFlawless()).isTrue();
    }

    @Test
    void aKeyThatMovesToAnotherPartitionIsReordered() {
        processEverythingOnBlue(history.acked("writer", BLUE, "orders", 0, "a"));
        history.mirror();
        Sighting elsewhere = history.acked("writer", GREEN, "orders", 1, "a");
        history.processed("reader", GREEN, elsewhere);

        assertThat(judge().reordered()).isEqualTo(1);
    }

    @Test
    void processingAfterALaterRecordOfTheKeyIsReordered() {
        Sighting first = history.acked("writer", BLUE, "orders", 0, "a");
        Sighting second = history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();
        history.processed("reader", GREEN, second);
        history.processed("reader", BLUE, first);

        LedgerReport report = judge();

        assertThat(report.reordered()).isEqualTo(1);
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Finding.Kind.PROCESSED_OUT_OF_ORDER);
    }

    @Test
    void anUnansweredSendMayBeMissing() {
        history.unknown("writer", BLUE, "orders", 0, "a");

        LedgerReport report = judge();

        assertThat(report.isFlawless()).isTrue();
        assertThat(client(report, "writer").unknown()).isEqualTo(1);
    }

    @Test
    void anUnansweredSendMayBeThereOnceAndThenHasToBeProcessed() {
        Sighting sent = history.visible(BLUE, history.unknown("writer", BLUE, "orders", 0, "a"));
        history.mirror();

        assertThat(judge().lost()).as("not processed yet").isEqualTo(1);

        history.processed("reader", BLUE, sent);
        assertThat(judge().isFlawless()).isTrue();
    }

    @Test
    void anUnansweredSendMustNotBeThereTwice() {
        Sighting sent = history.visible(BLUE, history.unknown("writer", BLUE, "orders", 0, "a"));
        history.processed("reader", BLUE, sent);
        history.mirror();
        history.visible(GREEN, sent);

        assertThat(judge().duplicated()).isEqualTo(1);
    }

    @Test
    void anUnansweredSendThatBlueHasIsLostIfGreenHasItNot() {
        Sighting sent = history.visible(BLUE, history.unknown("writer", BLUE, "orders", 0, "a"));
        history.processed("reader", BLUE, sent);

        LedgerReport report = judge();

        assertThat(report.lost()).isEqualTo(1);
        assertThat(report.findings().get(0).detail()).contains("acknowledgement never came");
    }

    @Test
    void aSendThatNeverLeftOrWasAbortedMustNotBeThere() {
        history.visible(GREEN, history.refused("writer", BLUE, "orders", 0, "a"));

        LedgerReport report = judge();

        assertThat(report.foreign()).isEqualTo(1);
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Finding.Kind.FOREIGN);
    }

    @Test
    void recordsFromNobodyAreForeign() {
        history.visible(GREEN, new Sighting("orders", 0, 0, "a", null));
        history.visible(GREEN, new Sighting("orders", 0, 0, "a", new Payload("stranger", 1, 1)));
        history.visible(GREEN, new Sighting("orders", 0, 0, "a", new Payload("writer", 1_000_000, 1)));
        history.visible(GREEN, new Sighting("orders", 0, 0, "a", new Payload("writer", Long.MAX_VALUE, 1)));
        history.visible(GREEN, new Sighting("orders", 0, 0, "a", new Payload("writer", -1, 1)));

        assertThat(judge().foreign()).isEqualTo(5);
    }

    @Test
    void aRecordOnAnotherTopicThanItsOwnIsForeignThereAndLostHere() {
        history.producer("other", "refunds");
        Sighting sent = history.acked("writer", BLUE, "orders", 0, "a");
        processEverythingOnBlue(sent);
        history.visible(GREEN, new Sighting("refunds", 0, 0, "a", sent.payload()));

        LedgerReport report = judge();

        assertThat(report.foreign()).isEqualTo(1);
        assertThat(report.lost()).isEqualTo(1);
    }

    @Test
    void processingWhatNobodyWroteIsForeign() {
        history.processed("reader", GREEN, history.refused("writer", GREEN, "orders", 0, "a"));
        history.row("reader", new ClientRow.Alien(history.tick(), GREEN, "orders", 0, 7));
        history.row("reader", new ClientRow.Alien(history.tick(), GREEN, "not-of-the-demo", 0, 7));

        LedgerReport report = judge();

        assertThat(report.foreign()).isEqualTo(2);
        assertThat(report.processed()).isEqualTo(3);
        assertThat(report.findings())
                .extracting(Finding::kind)
                .containsOnly(Finding.Kind.PROCESSED_FOREIGN)
                .hasSize(2);
    }

    @Test
    void onACompactedTopicARecordMayBeGoneOnceALaterOneOfItsKeyIsThere() {
        history.acked("writer", BLUE, "orders", 0, "a");
        Sighting lastOfA = history.acked("writer", BLUE, "orders", 0, "a");
        Sighting onlyOfB = history.acked("writer", BLUE, "orders", 0, "b");
        history.log(BLUE, "orders", 0).remove(0);
        history.visible(GREEN, lastOfA);
        history.processed("reader", BLUE, lastOfA);
        history.processed("reader", BLUE, onlyOfB);

        LedgerReport report = judge(Question.afterMigration().compacted(Set.of("orders")));

        assertThat(report.lost()).as("the only record of b").isEqualTo(1);
        assertThat(report.findings()).extracting(Finding::key).containsExactly("b");
        assertThat(report.superseded()).as("at home and for the group").isEqualTo(2);
        assertThat(judge().lost()).as("if it weren't compacted").isEqualTo(3);
    }

    @Test
    void onACompactedTopicAGroupIsNotExcusedFromWhatIsStillThereOnBothClusters() {
        history.acked("writer", BLUE, "orders", 0, "a");
        Sighting last = history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();
        history.processed("reader", BLUE, last);

        LedgerReport report = judge(Question.afterMigration().compacted(Set.of("orders")));

        assertThat(report.groups().get(0).lost()).isEqualTo(1);
    }

    @Test
    void afterTheWayBackBlueHasToHoldEverything() {
        processEverythingOnBlue(history.acked("writer", BLUE, "orders", 0, "a"));
        history.mirror();
        Sighting bornOnGreen = history.acked("writer", GREEN, "orders", 0, "a");
        history.processed("reader", GREEN, bornOnGreen);

        assertThat(judge(Question.afterMigration().home(BLUE)).lost()).isEqualTo(1);

        history.visible(BLUE, bornOnGreen);
        assertThat(judge(Question.afterMigration().home(BLUE)).isFlawless()).isTrue();
    }

    @Test
    void aWritePauseIsFromThePartitionsLastAckOnBlueToItsFirstOnGreen() {
        history.acked("writer", BLUE, "orders", 0, "a");
        history.acked("writer", BLUE, "orders", 1, "b");
        history.pass(40);
        history.acked("writer", BLUE, "orders", 0, "a");
        long lastOf0 = history.nowMs();
        history.pass(1500);
        history.acked("writer", GREEN, "orders", 0, "a");
        history.pass(60);
        history.acked("writer", GREEN, "orders", 0, "a");
        history.acked("writer", BLUE, "orders", 2, "c");

        LedgerReport report = judge();

        assertThat(report.writePauses())
                .extracting(WritePause::partition, WritePause::ms, WritePause::moves)
                .containsExactly(tuple(0, 1500L, 1), tuple(1, null, 0), tuple(2, null, 0));
        assertThat(report.writePauses().get(0).lastAckMs()).isEqualTo(lastOf0);
        assertThat(report.writePauseMillis()).containsExactly(1500L);
    }

    @Test
    void aRehearsedPartitionShowsItsLastPauseAndHowOftenItMoved() {
        history.acked("writer", BLUE, "orders", 0, "a");
        history.pass(100);
        history.acked("writer", GREEN, "orders", 0, "a");
        history.pass(100);
        history.acked("writer", BLUE, "orders", 0, "a");
        history.pass(700);
        history.acked("writer", GREEN, "orders", 0, "a");

        assertThat(judge().writePauses())
                .extracting(WritePause::ms, WritePause::moves)
                .containsExactly(tuple(700L, 3));
    }

    @Test
    void aConsumerPauseIsFromTheLastProcessedOnBlueToTheFirstOnGreen() {
        Sighting in0 = history.acked("writer", BLUE, "orders", 0, "a");
        Sighting in1 = history.acked("writer", BLUE, "orders", 1, "b");
        Sighting later0 = history.acked("writer", BLUE, "orders", 0, "a");
        history.mirror();
        history.processed("reader", BLUE, in0);
        history.pass(200);
        history.processed("reader", BLUE, in1);
        history.pass(300);
        history.processed("reader", GREEN, later0);

        LedgerReport report = judge();

        assertThat(report.consumerPauses())
                .extracting(ConsumerPause::group, ConsumerPause::partition, ConsumerPause::ms)
                .containsExactly(tuple("billing", null, 300L));
        assertThat(report.consumerPartitionPauses())
                .extracting(ConsumerPause::partition, ConsumerPause::ms)
                .containsExactly(tuple(0, 500L));
        assertThat(report.consumerPauseMillis()).containsExactly(300L);
    }

    @Test
    void countsWhatBlueAcknowledgedSinceApplyBegan() {
        history.acked("writer", BLUE, "orders", 0, "a");
        history.pass(10);
        Question question = Question.afterMigration().since(history.nowMs());
        history.acked("writer", BLUE, "orders", 0, "a");
        history.acked("writer", BLUE, "orders", 0, "a");
        history.acked("writer", GREEN, "orders", 0, "a");

        assertThat(client(judge(question), "writer").onLeftSinceApply()).isEqualTo(2);
        assertThat(client(judge(), "writer").onLeftSinceApply())
                .as("not asked for")
                .isNull();
    }

    @Test
    void listsOnlyAsManyFindingsAsAskedForAndCountsThemAll() {
        for (int i = 0; i < 50; i++) processEverythingOnBlue(history.acked("writer", BLUE, "orders", 0, "k" + i));

        LedgerReport report = judge(Question.afterMigration().findingsPerKind(7));

        assertThat(report.lost()).isEqualTo(50);
        assertThat(report.findings()).hasSize(7);
    }

    @Test
    void aBlueThatCannotBeReadIsUnknownAndNotEmpty() {
        processEverythingOnBlue(history.acked("writer", BLUE, "orders", 0, "a"));
        history.mirror();
        history.loseContactTo(BLUE);

        LedgerReport report = judge();

        assertThat(report.visibleOnBlue()).isNull();
        assertThat(report.isFlawless()).isTrue();
        assertThat(report.shortfalls(new Requirements(0, 0, 0))).contains("blue was not read");
    }

    @Test
    void withoutTheHomeClusterThereIsNoVerdict() {
        history.loseContactTo(GREEN);

        assertThatThrownBy(this::judge)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("green");
    }

    @Test
    void nobodyMeansUnknownAndNotZero() {
        LedgerReport report = new Judge(Question.afterMigration()).judge(new History());

        assertThat(report.produced()).isNull();
        assertThat(report.processed()).isNull();
        assertThat(report.shortfalls(Requirements.ofTheDemo())).hasSize(2);
    }

    @Test
    void whatWasAtHomeBeforeTheMoveAwayDoesNotCountAsLoadAfterTheWayBack() {
        for (int i = 0; i < 3; i++) processEverythingOnBlue(history.acked("writer", BLUE, "orders", 0, "a"));
        for (int i = 0; i < 2; i++)
            history.processed("reader", GREEN, history.acked("writer", GREEN, "orders", 0, "a"));
        Question backOnBlue = Question.afterMigration().home(BLUE).since(0);

        LedgerReport before = judge(backOnBlue);
        processEverythingOnBlue(history.acked("writer", BLUE, "orders", 0, "a"));
        LedgerReport after = judge(backOnBlue);

        assertThat(client(before, "writer").onHomeSinceMove()).isZero();
        assertThat(client(before, "reader").onHomeSinceMove()).isZero();
        assertThat(before.shortfalls(new Requirements(1, 1, 2)))
                .containsExactly("writer: acknowledged on blue since it moved there: 0, at least 2 required");
        assertThat(client(after, "writer").onBlue()).isEqualTo(4);
        assertThat(client(after, "writer").onHomeSinceMove()).isEqualTo(1);
        assertThat(client(after, "reader").onHomeSinceMove()).isEqualTo(1);
        assertThat(after.shortfalls(new Requirements(1, 1, 1))).isEmpty();
    }

    @Test
    void whoNeverLeftHomeHasNoLoadSinceAMove() {
        history.acked("writer", GREEN, "orders", 0, "a");

        LedgerReport report = judge();

        assertThat(client(report, "writer").onHomeSinceMove()).isNull();
        assertThat(report.shortfalls(new Requirements(1, 0, 1)))
                .contains("writer: acknowledged on green since it moved there: unknown, at least 1 required");
    }

    @Test
    void saysInPlainWordsWhatDidNotHappenOftenEnough() {
        history.acked("writer", BLUE, "orders", 0, "a");

        List<String> shortfalls =
                judge(Question.afterMigration().since(history.nowMs())).shortfalls(Requirements.ofTheDemo());

        assertThat(shortfalls)
                .containsExactly(
                        "records produced in all: 1, at least 20000 required",
                        "records processed in all: 0, at least 1 required",
                        "reader: records processed: 0, at least 1 required",
                        "writer: acknowledged on blue since apply began: 1, at least 500 required",
                        "writer: acknowledged on green since it moved there: 0, at least 500 required");
    }

    private void processEverythingOnBlue(Sighting... records) {
        for (Sighting record : records) history.processed("reader", BLUE, record);
    }

    private static ClientLedger client(LedgerReport report, String name) {
        return report.clients().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private LedgerReport judge() {
        return judge(Question.afterMigration());
    }

    private LedgerReport judge(Question question) {
        return new Judge(question).judge(history);
    }
}
