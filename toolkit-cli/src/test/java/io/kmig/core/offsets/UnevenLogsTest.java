package io.kmig.core.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Translation.Bounded;
import io.kmig.core.offsets.Translation.Exact;
import io.kmig.core.offsets.Translation.Unresolved;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Logs that are not equal from their heads on, and logs that were compared before. */
final class UnevenLogsTest {
    private static final Tp TP = new Tp("t", 0);

    private final ListLog blue = new ListLog();
    private final ListLog green = new ListLog();

    @Test
    void aReplayMovesAPositionToItsLastOccurrence() {
        write(blue, 1, 2, 3, 4);
        write(green, 1, 2, 3, 2, 3, 4);

        assertThat(translate(3, 0, 1, 2, 3, 4))
                .isEqualTo(Map.of(
                        0L, new Bounded(0, 2), 1L, new Exact(3), 2L, new Exact(4), 3L, new Exact(5), 4L, new Exact(6)));
    }

    @Test
    void aReplayAtTheTailIsCountedAndTheEndIsExact() {
        write(blue, 1, 2, 3);
        write(green, 1, 2, 3, 2, 3);

        assertThat(translate(2, 0, 1, 3)).isEqualTo(Map.of(0L, new Bounded(0, 2), 1L, new Exact(3), 3L, new Exact(5)));
    }

    @Test
    void aReplayOfAReplayIsCountedInFull() {
        write(blue, 1, 2, 3, 4);
        write(green, 1, 2, 3, 2, 3, 3, 4);

        assertThat(translate(3, 0, 1, 2))
                .isEqualTo(Map.of(0L, new Bounded(0, 3), 1L, new Bounded(3, 1), 2L, new Exact(5)));
    }

    @Test
    void aRunOfEqualRecordsThatWasReplayedIsCountedFromItsEnd() {
        write(blue, 7, 7, 7, 7, 8);
        write(green, 7, 7, 7, 7, 7, 7, 8);

        assertThat(translate(4, 0, 2, 4)).isEqualTo(Map.of(0L, new Exact(2), 2L, new Exact(4), 4L, new Exact(6)));
    }

    @Test
    void behindTheLastDifferencePositionsAreExactAndBeforeItNoneIs() {
        write(blue, 1, 2, 3, 4);
        write(green, 1, 99, 3, 4);

        Map<Long, Translation> found = translate(3, 0, 1, 2, 4);

        assertThat(found).containsEntry(2L, new Exact(2)).containsEntry(4L, new Exact(4));
        for (long before : List.of(0L, 1L)) {
            assertThat(found.get(before)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                    .contains("source offset 1 and target offset 1"));
        }
    }

    @Test
    void aHeadThatExpiredOnGreenLeavesThePositionsBehindItExact() {
        write(blue, 1, 2, 3, 4);
        write(green, 1, 2, 3, 4);
        green.purgeTo(2);

        Map<Long, Translation> found = translate(3, 1, 2, 3);

        assertThat(found).containsEntry(2L, new Exact(2)).containsEntry(3L, new Exact(3));
        assertThat(found.get(1L)).isInstanceOf(Unresolved.class);
    }

    @Test
    void nothingIsCountedFromTheEndsWhileTheMirrorIsNotThere() {
        write(blue, 1, 2, 3, 3, 3);
        write(green, 9, 3, 3);

        assertThat(translate(3, 2).get(2L)).isInstanceOf(Unresolved.class);
        assertThat(translate(4, 4).get(4L)).isEqualTo(new Exact(2));
    }

    @Test
    void nothingIsCountedFromTheEndsWhileRecordsCome() {
        write(blue, 1, 2, 3);
        write(green, 9, 2, 3);
        LogEnds before = blue.ends();
        LogEnds there = green.ends();
        write(blue, 3);
        write(green, 3);

        Map<Long, Translation> found = new OffsetTranslator(blue, green)
                .answer(Question.of(TP, List.of(0L, 2L), before, there).copiedUpTo(9))
                .translations();

        assertThat(found.values()).noneMatch(Exact.class::isInstance);
    }

    @Test
    void aRecordTheMirrorHasCommittedAndGreenDoesNotHoldIsADifference() {
        write(blue, 1, 2, 3);
        write(green, 1, 2);

        assertThat(translate(2, 1).get(1L)).isInstanceOf(Unresolved.class);
        assertThat(translate(1, 1).get(1L)).isEqualTo(new Exact(1));
    }

    /** Behind an old difference all is equal, which only logs at rest can show: nothing to refuse before they are. */
    @Test
    void whatCannotBeCountedWhileRecordsComeMayClear() {
        write(blue, 1, 2, 3);
        write(green, 9, 2, 3);
        LogEnds before = blue.ends();
        LogEnds there = green.ends();
        write(blue, 4);
        write(green, 4);

        Map<Long, Translation> moving =
                translate(Question.of(TP, List.of(1L), before, there).copiedUpTo(2));
        Map<Long, Translation> atRest = translate(
                Question.of(TP, List.of(1L), blue.ends(), green.ends()).copiedUpTo(3));

        assertThat(moving.get(1L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.mayClear())
                .isTrue());
        assertThat(atRest.get(1L)).isEqualTo(new Exact(1));
    }

    /** Its transaction is committed, and its marker on the way: counted without it, B=1 would be green's first. */
    @Test
    void nothingIsCountedFromTheEndsWhileGreenHasAnOpenTransaction() {
        write(blue, 7, 7, 7, 7);
        write(green, 7, 7);
        LogEnds decided = green.ends();
        LogEnds undecided = new LogEnds(0, decided.lso(), decided.lso() + 2);

        Map<Long, Translation> found =
                translate(Question.of(TP, List.of(2L), blue.ends(), undecided).copiedUpTo(3));

        assertThat(found.get(2L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.mayClear())
                .isTrue());
    }

    /** Green holds two records more than blue did when its end was read: a stretch copied again. */
    @Test
    void allThatGreenHeldIsComparedThoughBlueGrowsMeanwhile() {
        write(blue, 1, 2, 1, 2);
        write(green, 1, 2, 1, 2, 1, 2);
        LogEnds before = blue.ends();
        write(blue, 1);

        Map<Long, Translation> found =
                translate(Question.of(TP, List.of(2L), before, green.ends()).copiedUpTo(3));

        assertThat(found.get(2L)).isNotInstanceOf(Exact.class);
    }

    /** As above, and the record comes between the two looks at blue's end. */
    @Test
    void allThatGreenHeldIsComparedThoughBlueGrowsJustAtItsEnd() {
        write(blue, 1, 2, 1, 2);
        write(green, 1, 2, 1, 2, 1, 2);
        LogEnds before = blue.ends();
        LogEnds there = green.ends();
        AtomicInteger reads = new AtomicInteger();
        RecordLog growing = new RacingLog(blue, () -> {
            // four records, then the end, then once more
            if (reads.incrementAndGet() == 6) {
                write(blue, 1);
            }
        });

        Map<Long, Translation> found = new OffsetTranslator(growing, green)
                .answer(Question.of(TP, List.of(2L), before, there).copiedUpTo(3))
                .translations();

        assertThat(reads).hasValueGreaterThan(5);
        assertThat(found.get(2L)).isNotInstanceOf(Exact.class);
    }

    /** Records came on both sides, and nothing green held before them is left out. */
    @Test
    void recordsThatReachBothSidesAtTheEndAreNoDifference() {
        write(blue, 1, 2);
        write(green, 1, 2);
        LogEnds before = blue.ends();
        write(green, 3, 4);
        LogEnds there = green.ends();
        AtomicInteger reads = new AtomicInteger();
        RecordLog growing = new RacingLog(blue, () -> {
            if (reads.incrementAndGet() == 4) {
                write(blue, 3, 4);
            }
        });

        Map<Long, Translation> found = new OffsetTranslator(growing, green)
                .answer(Question.of(TP, List.of(1L, 2L), before, there))
                .translations();

        assertThat(found).isEqualTo(Map.of(1L, new Exact(1), 2L, new Exact(2)));
    }

    @Test
    void aDifferenceKeepsNoPositionFromBeingExactThatHasAPairBehindItWhileRecordsStillCome() {
        write(blue, 1, 2, 3, 4, 5, 6);
        write(green, 1, 99, 3, 4, 98, 6);
        LogEnds before = blue.ends();
        LogEnds there = green.ends();
        write(blue, 7);
        write(green, 7);
        Question question = Question.of(TP, List.of(0L, 2L, 3L, 5L, 6L), before, there)
                .with(List.of(new ProvenPair(2, 2), new ProvenPair(5, 5)));

        Map<Long, Translation> found = translate(question);

        assertThat(found).containsEntry(5L, new Exact(5)).containsEntry(6L, new Exact(6));
        for (long before98 : List.of(0L, 2L, 3L)) {
            assertThat(found.get(before98)).as("%d", before98).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(
                            u.askMirror())
                    .isTrue());
        }
    }

    @Test
    void eachStretchBetweenDifferencesIsReadOnce() {
        for (int i = 0; i < 10_000; i++) {
            write(blue, i + 1);
            write(green, i % 1_000 == 500 ? -i : i + 1);
        }
        List<ProvenPair> pairs = IntStream.range(0, 10)
                .mapToObj(i -> new ProvenPair(i * 1_000L, i * 1_000L))
                .toList();
        List<Long> positions =
                IntStream.range(0, 10).mapToObj(i -> i * 1_000L + 7).toList();

        Map<Long, Translation> found =
                translate(Question.of(TP, positions, blue.ends(), green.ends()).with(pairs));

        assertThat(found.values()).hasOnlyElementsOfType(Unresolved.class);
        assertThat(blue.read()).isLessThan(10_000);
    }

    /** Of earlier days, when the mirror was none with exactly-once: green's last two are blue's second and third again. */
    @Test
    void equalRecordsThatAnEarlierMirrorCopiedAgainAreNotExactBeforeTheMirrorHasPassedThem() {
        write(blue, 7, 7, 7, 7, 7);
        write(green, 7, 7, 7, 7, 7);
        Question question = Question.of(TP, List.of(3L), blue.ends(), green.ends());

        assertThat(translate(question.copiedUpTo(2)).get(3L)).isInstanceOfSatisfying(Unresolved.class, u -> {
            assertThat(u.mayClear()).isTrue();
            assertThat(u.askMirror()).isTrue();
        });
        assertThat(translate(question.copiedUpTo(4)).get(3L)).isEqualTo(new Exact(3));
        assertThat(translate(question.copiedUpTo(2).with(List.of(new ProvenPair(4, 4))))
                        .get(3L))
                .as("a pair tells them apart")
                .isEqualTo(new Exact(3));
    }

    /** What the mirror has written and not committed may be blue's last records, which have expired there. */
    @Test
    void anEmptyBlueIsNotAnsweredWhileTheMirrorsTransactionIsOpen() {
        write(blue, 1, 2, 3);
        write(green, 1, 2);
        blue.purgeTo(3);
        LogEnds undecided = new LogEnds(0, 2, 3);

        assertThat(translate(Question.of(TP, List.of(3L), blue.ends(), undecided))
                        .get(3L))
                .isInstanceOfSatisfying(
                        Unresolved.class, u -> assertThat(u.mayClear()).isTrue());
        assertThat(translate(Question.of(TP, List.of(3L), blue.ends(), green.ends()))
                        .get(3L))
                .isEqualTo(new Exact(2));
    }

    @Test
    void whatWasCountedFromTheEndsIsNotReadAgain() {
        write(blue, 1, 2);
        write(green, 9, 2);
        for (int i = 0; i < 1_000; i++) {
            write(blue, 10 + i);
            write(green, 10 + i);
        }
        Question question =
                Question.of(TP, List.of(1L, 500L), blue.ends(), green.ends()).copiedUpTo(1_001);
        Answer first = new OffsetTranslator(blue, green).answer(question);
        long read = blue.read();

        Answer again = new OffsetTranslator(blue, green)
                .answer(question.with(first.span().orElseThrow()));

        assertThat(first.translations()).containsEntry(1L, new Exact(1)).containsEntry(500L, new Exact(500));
        assertThat(again.translations()).isEqualTo(first.translations());
        assertThat(blue.read() - read).isLessThan(600);
    }

    /** The last record on green may be blue's second one, copied again, or its fourth. */
    @Test
    void equalRecordsAreNotExactWhileAMirrorThatMayCopyTwiceHasNotCommittedThem() {
        write(blue, 1, 2, 1, 2, 3);
        write(green, 1, 2, 1, 2);
        Question question = Question.of(TP, List.of(0L, 2L, 4L), blue.ends(), green.ends());

        Map<Long, Translation> unsure = translate(question.copiedUpTo(1).copiedExactlyOnce(false));
        Map<Long, Translation> nothingKnown = translate(question.copiedExactlyOnce(false));
        Map<Long, Translation> committed = translate(question.copiedUpTo(2).copiedExactlyOnce(false));
        Map<Long, Translation> exactlyOnce = translate(question.copiedUpTo(1).with(List.of(new ProvenPair(3, 3))));

        assertThat(unsure.values())
                .allSatisfy(t -> assertThat(t).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.mayClear())
                        .isTrue()));
        assertThat(nothingKnown.values()).hasOnlyElementsOfType(Unresolved.class);
        assertThat(committed.values()).hasOnlyElementsOfType(Exact.class);
        assertThat(exactlyOnce.values()).hasOnlyElementsOfType(Exact.class);
    }

    private Map<Long, Translation> translate(Question question) {
        return new OffsetTranslator(blue, green).answer(question).translations();
    }

    @Test
    void insideAStretchThatWasComparedOnlyAWindowIsRead() {
        for (int i = 0; i < 100_000; i++) {
            write(blue, i + 1);
            write(green, i + 1);
        }
        List<ProvenPair> pairs = List.of(new ProvenPair(40_000, 40_000), new ProvenPair(41_000, 41_000));
        Span compared = new Span(new ProvenPair(0, 0), new ProvenPair(99_000, 99_000), "a test");

        Map<Long, Translation> found = new OffsetTranslator(blue, green)
                .answer(Question.of(TP, List.of(40_010L, 40_020L, 41_005L, 99_500L), blue.ends(), green.ends())
                        .with(pairs)
                        .with(compared))
                .translations();

        assertThat(found)
                .isEqualTo(Map.of(
                        40_010L,
                        new Exact(40_010),
                        40_020L,
                        new Exact(40_020),
                        41_005L,
                        new Exact(41_005),
                        99_500L,
                        new Exact(99_500)));
        assertThat(blue.read()).isLessThan(1_100);
    }

    @Test
    void aDifferenceBehindAComparedStretchIsNotHiddenByIt() {
        write(blue, 1, 2, 3, 4);
        write(green, 1, 2, 3, 99);
        Span compared = new Span(new ProvenPair(0, 0), new ProvenPair(2, 2), "a test");

        Map<Long, Translation> found = new OffsetTranslator(blue, green)
                .answer(Question.of(TP, List.of(0L, 1L, 2L, 3L), blue.ends(), green.ends())
                        .with(compared))
                .translations();

        assertThat(found.values())
                .allSatisfy(t -> assertThat(t).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                        .contains("source offset 3 and target offset 3")));
    }

    @Test
    void aStretchThatIsNotTrueAnyMoreIsFoundOut() {
        write(blue, 1, 2, 3, 4);
        write(green, 1, 99, 3, 4);
        Span compared = new Span(new ProvenPair(0, 0), new ProvenPair(3, 3), "a test");

        Map<Long, Translation> found = new OffsetTranslator(blue, green)
                .answer(Question.of(TP, List.of(1L), blue.ends(), green.ends()).with(compared))
                .translations();

        assertThat(found.get(1L)).isInstanceOf(Unresolved.class);
    }

    /** A read_uncommitted mirror has copied what blue has not decided: counted from the ends, they are not the same. */
    @Test
    void whileATransactionIsOpenOnTheSourceNothingIsCountedFromTheEnds() {
        write(blue, 7, 7, 7, 7);
        write(green, 1, 7, 7, 7, 7, 7, 7);
        LogEnds undecided = new LogEnds(0, 4, 6);

        assertThat(new OffsetTranslator(blue, green)
                        .answer(Question.of(TP, List.of(2L, 4L), undecided, green.ends())
                                .copiedUpTo(5))
                        .translations()
                        .values())
                .noneMatch(Exact.class::isInstance);
    }

    private static void write(ListLog log, long... contents) {
        Arrays.stream(contents).forEach(c -> log.add(0, c));
    }

    private Map<Long, Translation> translate(long lastCopied, long... positions) {
        return new OffsetTranslator(blue, green)
                .answer(Question.of(TP, Arrays.stream(positions).boxed().toList(), blue.ends(), green.ends())
                        .copiedUpTo(lastCopied))
                .translations();
    }
}
