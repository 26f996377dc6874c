package io.kmig.core.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Translation.Exact;
import io.kmig.core.offsets.Translation.Unresolved;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.testkit.FakeCluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OffsetTranslatorTest {
    private static final Tp TP = new Tp("t", 0);

    private final FakeCluster blue = new FakeCluster(Colour.BLUE).topic("t", 1);
    private final FakeCluster green = new FakeCluster(Colour.GREEN).topic("t", 1);
    private final List<ProvenPair> pairs = new ArrayList<>();
    private long copied = -1;

    @Test
    void equalLogsTranslateToThemselves() {
        both("a", "b", "c");

        assertThat(translate(0, 1, 2, 3))
                .isEqualTo(Map.of(0L, new Exact(0), 1L, new Exact(1), 2L, new Exact(2), 3L, new Exact(3)));
    }

    @Test
    void aProvenPairSavesReadingFromTheStart() {
        both("a", "b", "c", "d");
        pairs.add(new ProvenPair(0, 0));
        pairs.add(new ProvenPair(2, 2));

        // what comes before the pair is not looked at
        green.compact(TP, 0);

        assertThat(translate(3)).containsEntry(3L, new Exact(3));
    }

    @Test
    void markersAndAbortedRecordsShiftOneLogAgainstTheOther() {
        blue.append(TP, "a");
        blue.appendGap(TP);
        blue.append(TP, "b");
        blue.append(TP, "c");
        green.appendGap(TP);
        green.append(TP, "a");
        green.append(TP, "b");
        green.appendGap(TP);
        green.appendGap(TP);
        green.append(TP, "c");
        green.appendGap(TP);

        assertThat(translate(0, 1, 2, 3, 4))
                .isEqualTo(Map.of(
                        0L, new Exact(1), 1L, new Exact(2), 2L, new Exact(2), 3L, new Exact(5), 4L, new Exact(7)));
    }

    @Test
    void aPositionBelowTheLogStartIsNotResolvable() {
        copied = 2;
        both("a", "b", "c");
        blue.purge(TP, 2);

        var found = translate(1, 2);

        assertThat(found.get(1L)).isInstanceOfSatisfying(Unresolved.class, u -> {
            assertThat(u.reason()).contains("below the log start 2");
            assertThat(u.mayClear()).isFalse();
        });
        assertThat(found).containsEntry(2L, new Exact(2));
    }

    @Test
    void aPositionBeyondTheLogEndIsNotResolvable() {
        both("a");

        assertThat(translate(2).get(2L)).isInstanceOfSatisfying(Unresolved.class, u -> {
            assertThat(u.reason()).contains("beyond the log end 1").contains("re-created or truncated");
            assertThat(u.mayClear()).isFalse();
        });
    }

    @Test
    void aPositionInsideAnOpenTransactionWaits() {
        both("a");
        int epoch = blue.initTransactions("tx");
        blue.produce("tx", epoch, TP, "open");

        var found = translate(1, 2);

        assertThat(found).containsEntry(1L, new Exact(1));
        assertThat(found.get(2L)).isInstanceOfSatisfying(Unresolved.class, u -> {
            assertThat(u.reason()).contains("a transaction is open on the source");
            assertThat(u.mayClear()).isTrue();
        });
    }

    @Test
    void aRecordTheMirrorHasNotBroughtYetWaitsAndWhatIsBelowItIsExact() {
        both("a", "b");
        blue.append(TP, "c");
        blue.append(TP, "d");

        var found = translate(1, 2, 3);

        assertThat(found).containsEntry(1L, new Exact(1)).containsEntry(2L, new Exact(2));
        assertThat(found.get(3L)).isInstanceOfSatisfying(Unresolved.class, u -> {
            assertThat(u.reason()).contains("source offset 2 is not on the target yet");
            assertThat(u.mayClear()).isTrue();
        });
    }

    @Test
    void nothingOnTheTargetYetMeansItsStartOrWaiting() {
        blue.append(TP, "a");
        blue.append(TP, "b");

        var found = translate(0, 1);

        assertThat(found).containsEntry(0L, new Exact(0));
        assertThat(found.get(1L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.mayClear())
                .isTrue());
    }

    @Test
    void bothEmptyMeansTheEnd() {
        assertThat(translate(0)).isEqualTo(Map.of(0L, new Exact(0)));
    }

    @Test
    void aDuplicateOnTheTargetIsNeverExact() {
        blue.append(TP, "a");
        blue.append(TP, "b");
        blue.append(TP, "c");
        green.append(TP, "a");
        green.append(TP, "b");
        green.append(TP, "b");
        green.append(TP, "c");

        assertUnresolved(translate(0, 1, 2, 3), "should hold the same record and do not");
    }

    @Test
    void aMutatedRecordOnTheTargetIsNeverExact() {
        blue.append(TP, "a");
        blue.append(TP, "b");
        blue.append(TP, "c");
        green.append(TP, "a");
        green.append(TP, "B");
        green.append(TP, "c");

        assertUnresolved(translate(0, 1, 3), "source offset 1 and target offset 1");
    }

    @Test
    void aMissingRecordOnTheTargetIsNeverExact() {
        blue.append(TP, "a");
        blue.append(TP, "b");
        blue.append(TP, "c");
        green.append(TP, "a");
        green.append(TP, "c");

        assertUnresolved(translate(0, 2), "source offset 1 and target offset 1");
    }

    @Test
    void aCopyThatIsBehindItsOriginIsTranslatedUpToItsEndAndGoesOnFromThere() {
        both("a", "b");
        green.append(TP, "not copied yet");

        assertThat(ontoTheOrigin(0, 1, 2)).isEqualTo(Map.of(0L, new Exact(0), 1L, new Exact(1), 2L, new Exact(2)));
    }

    @Test
    void anEmptyCopyStandsAtTheStartOfItsOrigin() {
        green.append(TP, "not copied yet");

        assertThat(ontoTheOrigin(0)).isEqualTo(Map.of(0L, new Exact(0)));
    }

    @Test
    void aCopyThatHoldsMoreThanItsOriginIsNeverExact() {
        both("a");
        blue.append(TP, "foreign");

        assertThat(ontoTheOrigin(2).get(2L)).isInstanceOf(Unresolved.class);
    }

    @Test
    void aCopyThatDiffersFromItsOriginIsNeverExact() {
        blue.append(TP, "a");
        blue.append(TP, "x");
        green.append(TP, "a");
        green.append(TP, "b");

        assertUnresolved(ontoTheOrigin(0, 2), "source offset 1 and target offset 1");
    }

    @Test
    void aRecordThatOnlyTheCopyHoldsIsADifference() {
        both("a", "b");
        blue.append(TP, "written past the mirror");

        assertUnresolved(ontoTheOrigin(0, 2), "at source offset 2 that its origin");
    }

    private Map<Long, Translation> ontoTheOrigin(long... positions) {
        return new OffsetTranslator(blue, green)
                .answer(question(positions).born(Question.Origin.TARGET))
                .translations();
    }

    @Test
    void aForeignRecordAtTheTargetsEndIsNeverExact() {
        both("a", "b");
        green.append(TP, "foreign");

        assertUnresolved(translate(0, 2), "at offset 2 that is not the source's next");
    }

    @Test
    void anExpiredHeadOnTheSourceIsFoundOnTheTarget() {
        copied = 3;
        both("a", "b", "c", "d");
        blue.purge(TP, 2);

        assertThat(translate(2, 3, 4)).isEqualTo(Map.of(2L, new Exact(2), 3L, new Exact(3), 4L, new Exact(4)));
    }

    @Test
    void anExpiredHeadThatRepeatsIsUnresolvedUnlessAPairProvesItsPlace() {
        both("a", "b", "a", "b", "a", "c");
        blue.purge(TP, 2);

        assertUnresolved(translate(2, 6), "should hold the same record and do not");

        blue.append(TP, "z");
        pairs.add(new ProvenPair(2, 2));
        assertThat(translate(2, 6)).isEqualTo(Map.of(2L, new Exact(2), 6L, new Exact(6)));
    }

    @Test
    void anExpiredHeadIsNeverTiedToAnOlderEqualRecord() {
        // the mirror is behind: only the two expired records are on the target, and they look like the next two
        blue.append(TP, "a");
        blue.append(TP, "a");
        blue.append(TP, "a");
        blue.append(TP, "a");
        blue.append(TP, "b");
        green.append(TP, "a");
        green.append(TP, "a");
        blue.purge(TP, 2);

        assertUnresolved(translate(2, 3), "source offset 4, needed to be sure where the rest is");
    }

    @Test
    void anExpiredHeadWhoseFirstRecordRepeatsIsCountedFromTheEndsOnceTheMirrorIsThere() {
        both("a", "b", "a");
        blue.purge(TP, 2);
        green.purge(TP, 2);
        both("c", "a");
        blue.purge(TP, 2);

        assertUnresolved(translate(2, 5), "not known to have committed");
        copied = 4;
        assertThat(translate(2, 5)).isEqualTo(Map.of(2L, new Exact(2), 5L, new Exact(5)));
    }

    @Test
    void anExpiredHeadThatLooksLikeAnOlderStretchWaitsUntilTheMirrorIsKnownToHaveBroughtIt() {
        both("x", "y");
        blue.append(TP, "x");
        blue.append(TP, "y");
        blue.purge(TP, 2);

        assertUnresolved(translate(2, 4), "not known to have committed");
        copied = 1;
        assertUnresolved(translate(2, 4), "not known to have committed");
    }

    @Test
    void anEmptyCopyWhoseOriginHoldsRecordsSaysNothingOfThem() {
        both("a", "b");
        blue.purge(TP, 2);
        green.purge(TP, 2);
        assertThat(ontoTheOrigin(2)).isEqualTo(Map.of(2L, new Exact(2)));
        green.append(TP, "born there and not copied yet");

        assertThat(ontoTheOrigin(2).get(2L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.mayClear())
                .isTrue());
    }

    @Test
    void aTopicCreatedAgainBelowWhatTheMirrorHasCopiedIsNotTranslated() {
        both("a", "b");
        pairs.add(new ProvenPair(2, 2));
        copied = 9_999;

        assertUnresolved(translate(2), "re-created or truncated");
    }

    @Test
    void aPairOnTheWayConfirmsASearch() {
        both("a", "a", "a", "b", "c");
        blue.purge(TP, 2);
        green.purge(TP, 2);
        pairs.add(new ProvenPair(3, 3));

        assertThat(translate(2, 4)).isEqualTo(Map.of(2L, new Exact(2), 4L, new Exact(4)));
    }

    @Test
    void aPairOnTheWayThatDisagreesIsNeverExact() {
        both("a", "b", "c");
        pairs.add(new ProvenPair(0, 0));
        pairs.add(new ProvenPair(2, 1));

        assertUnresolved(translate(0, 1), "source offset 2 is proven to be target offset 1");
    }

    @Test
    void aPairOutsideEitherLogIsNotUsed() {
        both("a", "b", "c");
        pairs.add(new ProvenPair(0, 3));
        pairs.add(new ProvenPair(7, 2));

        assertUnresolved(translate(0), "proven to be target offset 3");
        pairs.remove(0);
        assertThat(translate(1)).containsEntry(1L, new Exact(1));
    }

    @Test
    void anExpiredSourceMeansTheTargetsEnd() {
        both("a", "b");
        green.appendGap(TP);
        blue.purge(TP, 2);

        assertThat(translate(2)).isEqualTo(Map.of(2L, new Exact(3)));
    }

    @Test
    void aRecordThatComesWhileAnExpiredSourceIsTranslatedIsNotSteppedOver() {
        both("a", "b");
        blue.purge(TP, 2);
        var sourceEnds = blue.ends(List.of(TP)).get(TP);
        var targetEnds = green.ends(List.of(TP)).get(TP);
        var racing = new RacingLog(green, () -> {
            blue.append(TP, "late");
            green.append(TP, "late");
        });

        var found = new OffsetTranslator(blue, racing)
                .answer(Question.of(TP, List.of(2L), sourceEnds, targetEnds))
                .translations();

        assertThat(found.get(2L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.mayClear())
                .isTrue());
    }

    @Test
    void recordsThatComeDuringTheWalkChangeNothing() {
        both("a", "b");
        var sourceEnds = blue.ends(List.of(TP)).get(TP);
        var targetEnds = green.ends(List.of(TP)).get(TP);
        var racing = new RacingLog(green, () -> {
            String content = "late " + blue.contents(TP).size();
            blue.append(TP, content);
            green.append(TP, content);
        });

        var found = new OffsetTranslator(blue, racing)
                .answer(Question.of(TP, List.of(0L, 1L, 2L), sourceEnds, targetEnds))
                .translations();

        assertThat(found).isEqualTo(Map.of(0L, new Exact(0), 1L, new Exact(1), 2L, new Exact(2)));
    }

    @Test
    void aCompactedHeadIsFoundOnTheTarget() {
        copied = 2;
        both("a", "b", "c");
        blue.compact(TP, 0);

        assertThat(translate(0, 1, 2)).isEqualTo(Map.of(0L, new Exact(1), 1L, new Exact(1), 2L, new Exact(2)));
    }

    private void both(String... contents) {
        for (String content : contents) {
            blue.append(TP, content);
            green.append(TP, content);
        }
    }

    private Map<Long, Translation> translate(long... positions) {
        return new OffsetTranslator(blue, green).answer(question(positions)).translations();
    }

    private Question question(long... positions) {
        Question question = Question.of(
                        TP,
                        Arrays.stream(positions).boxed().toList(),
                        blue.ends(List.of(TP)).get(TP),
                        green.ends(List.of(TP)).get(TP))
                .with(pairs);
        return copied < 0 ? question : question.copiedUpTo(copied);
    }

    private static void assertUnresolved(Map<Long, Translation> found, String reason) {
        assertThat(found.values())
                .allSatisfy(t -> assertThat(t).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                        .contains(reason)));
    }
}
