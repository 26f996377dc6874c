package io.kmig.core.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Translation.Exact;
import io.kmig.core.offsets.Translation.Unresolved;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Logs whose sides were compacted at times of their own. Contents below 0 are tombstones. */
final class CompactedLogsTest {
    private static final Tp TP = new Tp("t", 0);

    private final ListLog blue = new ListLog();
    private final ListLog green = new ListLog();

    @Test
    void whatGreenHasCompactedAwayIsPassedOver() {
        both(1, 10);
        both(2, 20);
        both(1, 11);
        green.removeAt(0);

        assertThat(translate(2, 0, 1, 2, 3))
                .isEqualTo(Map.of(0L, new Exact(1), 1L, new Exact(1), 2L, new Exact(2), 3L, new Exact(3)));
    }

    @Test
    void whatBlueHasCompactedAwayIsNotReadAgain() {
        both(1, 10);
        both(2, 20);
        both(1, 11);
        blue.removeAt(0);

        assertThat(translate(2, 0)).isEqualTo(Map.of(0L, new Exact(1)));
    }

    @Test
    void aTombstoneThatGreenHasDroppedIsNoDifference() {
        both(1, 10);
        both(1, -1);
        both(2, 20);
        green.removeAt(0);
        green.removeAt(0);

        assertThat(translate(2, 0, 2)).isEqualTo(Map.of(0L, new Exact(2), 2L, new Exact(2)));
    }

    @Test
    void aTombstoneThatIsLostWhileWhatItDeletesIsStillThereIsADifference() {
        both(1, 10);
        both(1, -1);
        both(2, 20);
        green.removeAt(1);

        for (long position : new long[] {0, 1}) {
            assertThat(translate(2, position).get(position))
                    .isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                            .contains("tombstone at source offset 1", "record of its key at offset 0"));
        }
    }

    @Test
    void whatTheMirrorHasCommittedAndGreenDoesNotHoldIsADifferenceThoughMoreIsToCome() {
        both(1, 10);
        blue.add(2, 20);
        blue.add(3, 30);

        assertThat(translate(1, 0).get(0L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                .contains("source offset 1 has no partner"));
    }

    @Test
    void aKeysLastRecordThatIsMissingIsADifferenceAndNamed() {
        both(1, 10);
        both(2, 20);
        both(3, 30);
        green.removeAt(1);

        assertThat(translate(2, 0).get(0L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                .contains("source offset 1 has no partner on the target"));
    }

    @Test
    void aRecordThatBlueNeverHadIsADifferenceAndNamed() {
        both(1, 10);
        green.add(7, 70);
        blue.gap();
        both(2, 20);

        assertThat(translate(2, 0).get(0L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                .contains("target offset 1 has no partner on the source"));
    }

    @Test
    void aTombstoneOnBlueAloneDoesNotExplainAValueOnGreenAlone() {
        both(1, 10);
        blue.add(3, -3);
        green.add(3, 33);
        both(2, 20);

        assertThat(translate(2, 0).get(0L)).isInstanceOf(Unresolved.class);
    }

    @Test
    void whatTheMirrorHasNotBroughtYetWaitsAndWhatIsBelowItIsExact() {
        both(1, 10);
        both(2, 20);
        blue.add(1, 11);
        blue.add(3, 30);

        Map<Long, Translation> found = translate(1, 1, 2, 3);

        assertThat(found).containsEntry(1L, new Exact(1)).containsEntry(2L, new Exact(2));
        assertThat(found.get(3L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.mayClear())
                .isTrue());
    }

    @Test
    void aLastRecordTheMirrorHasCommittedAndGreenDoesNotHoldIsADifference() {
        both(1, 10);
        blue.add(2, 20);

        assertThat(translate(1, 0).get(0L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.mayClear())
                .isFalse());
    }

    @Test
    void holesLongerThanTheWindowAreSaidToBeTooLong() {
        both(1, 10);
        for (int i = 0; i < 70_000; i++) {
            blue.add(2, 1_000 + i);
        }
        green.add(2, 1_000 + 69_999);

        assertThat(translate(70_000, 0).get(0L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                .contains("more than 65536 records in a row"));
    }

    /** Half of 300,000 keys wait at once for the record that supersedes what green has compacted away. */
    @Test
    void moreKeysThanFitIntoMemoryAreMindedInShares() {
        int keys = 300_000;
        for (int key = 1; key <= keys; key++) {
            blue.add(key, 10L * key);
            if (key % 2 == 0) {
                green.add(key, 10L * key);
            } else {
                green.gap();
            }
        }
        for (int key = 1; key <= keys; key++) {
            both(key, 10L * key + 1);
        }

        assertThat(translate(2L * keys - 1, 0, 2, keys, 2L * keys))
                .isEqualTo(Map.of(
                        0L,
                        new Exact(1),
                        2L,
                        new Exact(3),
                        (long) keys,
                        new Exact(keys),
                        2L * keys,
                        new Exact(2L * keys)));
    }

    @Test
    void aKeysLastRecordThatIsMissingIsFoundInWhicheverShareItsKeyIs() {
        int keys = 200_000;
        for (int key = 1; key <= keys; key++) {
            blue.add(key, 10L * key);
            green.gap();
            both(key + keys, 10L * key + 5);
        }
        for (int key = 1; key <= keys; key++) {
            if (key == 77_777) {
                green.gap();
                blue.gap();
            } else {
                both(key, 10L * key + 1);
            }
        }

        assertThat(translate(3L * keys - 1, 0).get(0L))
                .isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                        .contains("source offset " + 2 * (77_777 - 1) + " has no partner on the target"));
    }

    @Test
    void aMirrorThatIsFarBehindIsWaitedForAndWhatIsBelowItIsExact() {
        both(1, 10);
        both(2, 20);
        for (int i = 0; i < 200_000; i++) {
            blue.add(3 + i, 1_000L + i);
        }

        Map<Long, Translation> found = translate(1, 0, 1, 2, 150_000);

        assertThat(found)
                .containsEntry(0L, new Exact(0))
                .containsEntry(1L, new Exact(1))
                .containsEntry(2L, new Exact(2));
        assertThat(found.get(150_000L)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.mayClear())
                .isTrue());
    }

    @Test
    void aMirrorThatIsFarBehindBesideARecordOfGreensOwnIsNotSaidToHaveLostAnything() {
        both(1, 10);
        green.add(2, 20);
        for (int i = 0; i < 70_000; i++) {
            blue.add(3 + i, 1_000L + i);
        }

        assertThat(translate(0, 0).get(0L)).isInstanceOfSatisfying(Unresolved.class, u -> {
            assertThat(u.reason()).contains("or are not on the target yet");
            assertThat(u.mayClear()).isTrue();
        });
    }

    /** The place in the log stays known, though the record that the mirror noted is gone on both sides. */
    @Test
    void aPairEndsARunOfHolesThatWouldBeTooLong() {
        int run = 150_000;
        List<ProvenPair> pairs = new ArrayList<>();
        both(1, 10);
        for (int i = 1; i <= run; i++) {
            blue.add(2, 1_000L + i);
            green.gap();
            if (i % 40_000 == 0) {
                pairs.add(new ProvenPair(i, i));
            }
        }
        both(2, 500);

        Map<Long, Translation> found =
                translate(question(run + 1, 0, 5, run + 1).with(pairs));

        assertThat(found)
                .isEqualTo(Map.of(0L, new Exact(0), 5L, new Exact(run + 1), (long) run + 1, new Exact(run + 1)));
    }

    @Test
    void aRecordThatOnlyGreenHoldsAtItsEndKeepsPositionsWaitingWhileNothingIsKnownOfTheMirror() {
        both(1, 10);
        both(2, 20);
        green.add(3, 30);

        Question question =
                Question.of(TP, List.of(0L, 2L), blue.ends(), green.ends()).ofCompacted(true);

        assertThat(new OffsetTranslator(blue, green)
                        .answer(question)
                        .translations()
                        .values())
                .allSatisfy(t -> assertThat(t).isInstanceOfSatisfying(Unresolved.class, u -> {
                    assertThat(u.reason()).contains("the target holds a record at offset 2");
                    assertThat(u.mayClear()).isTrue();
                }));
    }

    /** Blue a b c d; the mirror copied a b, and both again before it went on: from green's first b on, a would be read again. */
    @Test
    void whatWasCopiedAgainLeavesNothingExactBeforeIt() {
        both(1, 10);
        both(2, 20);
        green.add(1, 10);
        green.add(2, 20);
        both(1, 11);
        both(2, 21);

        Map<Long, Translation> found = translate(3, 0, 1, 2, 3, 4);

        for (long position : new long[] {0, 1}) {
            assertThat(found.get(position)).isInstanceOfSatisfying(Unresolved.class, u -> assertThat(u.reason())
                    .contains("target offset 3 was copied again"));
        }
        assertThat(found)
                .containsEntry(2L, new Exact(4))
                .containsEntry(3L, new Exact(5))
                .containsEntry(4L, new Exact(6));
    }

    @Test
    void aRecordThatGreenHoldsTwiceAndBlueNoMoreWasCopiedAgain() {
        both(1, 10);
        both(2, 20);
        green.add(1, 10);
        both(1, 11);
        blue.removeAt(0);

        assertThat(translate(2, 1).get(1L)).isInstanceOf(Unresolved.class);
        assertThat(translate(2, 2).get(2L)).isEqualTo(new Exact(3));
    }

    /** All that is left of a second copy may be one record, which looks like one that blue has compacted away. */
    @Test
    void nothingIsExactBesideAMirrorThatMayCopyTwiceWhileGreenHoldsARecordOfItsOwn() {
        both(1, 10);
        both(2, 20);
        both(1, 11);
        Question whole = question(2, 0, 1).copiedExactlyOnce(false);
        Map<Long, Translation> nothingLost = translate(whole);
        blue.removeAt(0);

        Map<Long, Translation> compacted = translate(question(2, 0, 1).copiedExactlyOnce(false));

        assertThat(nothingLost.values()).hasOnlyElementsOfType(Exact.class);
        assertThat(compacted.values()).hasOnlyElementsOfType(Unresolved.class);
    }

    private void both(long key, long content) {
        blue.add(key, content);
        green.add(key, content);
    }

    private Map<Long, Translation> translate(long lastCopied, long... positions) {
        return translate(question(lastCopied, positions));
    }

    private Map<Long, Translation> translate(Question question) {
        return new OffsetTranslator(blue, green).answer(question).translations();
    }

    private Question question(long lastCopied, long... positions) {
        return Question.of(TP, Arrays.stream(positions).boxed().toList(), blue.ends(), green.ends())
                .ofCompacted(true)
                .copiedUpTo(lastCopied);
    }
}
