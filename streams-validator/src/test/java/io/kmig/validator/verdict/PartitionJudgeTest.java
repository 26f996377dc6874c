package io.kmig.validator.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kmig.validator.chain.Link;
import io.kmig.validator.chain.Seen;
import io.kmig.validator.digest.Fingerprint;
import io.kmig.validator.match.Component;
import io.kmig.validator.match.Finding;
import io.kmig.validator.match.FindingKind;
import io.kmig.validator.match.Standing;
import io.kmig.validator.match.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartitionJudgeTest {
    private static final long WATERMARK = 10;

    @Test
    void passesWhenAllIsMatchedAndGreenIsSeenToItsEnd() {
        Ruling ruling = PartitionJudge.judge(new Case().evidence());

        assertThat(ruling.outcome()).isEqualTo(Outcome.PASS);
        assertThat(ruling.decided()).isTrue();
    }

    @Test
    void neverPassesBeforeGreensEndIsSeen() {
        Ruling ruling = PartitionJudge.judge(new Case().greenSeen(false).evidence());

        assertThat(ruling.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(ruling.decided()).isFalse();
    }

    @Test
    void waitsForAFeedThatIsBehind() {
        Ruling ruling = PartitionJudge.judge(new Case().blueRead(7).evidence());

        assertThat(ruling.decided()).isFalse();
        assertThat(ruling.reason()).isEqualTo("blue is read to 7 of 10");
    }

    @Test
    void aLastRecordIsMissingOnceTheMirrorHasCommittedPastIt() {
        Case lost = new Case().pending(seen(9, 1));

        assertThat(PartitionJudge.judge(lost.copied(8L).evidence()).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(PartitionJudge.judge(lost.copied(null).evidence()).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        Ruling ruling = PartitionJudge.judge(lost.copied(9L).evidence());
        assertThat(ruling.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(ruling.problems())
                .extracting(Problem::kind, Problem::blueOffset)
                .containsExactly(tuple(FindingKind.MISSING, 9L));
    }

    @Test
    void theMirrorIsBlamedOnceGreenWasComparedToItsEnd() {
        Case behind = new Case().pending(seen(9, 1)).copied(8L);

        assertThat(PartitionJudge.judge(behind.greenSeen(false).evidence()).reason())
                .isEqualTo("blue offset 9 is not on green yet");
        assertThat(PartitionJudge.judge(behind.greenSeen(true).evidence()).reason())
                .isEqualTo("the mirror is behind: blue offset 9 is not on green, committed up to 8");
    }

    @Test
    void aRecordAboveTheWatermarkDoesNotMatter() {
        Ruling ruling = PartitionJudge.judge(
                new Case().blueRead(14).pending(seen(12, 1)).copied(3L).evidence());

        assertThat(ruling.outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aPassedOverRecordWaitsForTheMirrorsCommitToo() {
        Case passedOver = new Case().finding(Finding.missing(4));

        assertThat(PartitionJudge.judge(passedOver.copied(3L).evidence()).outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(PartitionJudge.judge(passedOver.copied(4L).evidence()).outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void aRecordLeftOnGreenIsForeignOnlyWhenItsOriginalWouldHaveBeenRead() {
        Case left = new Case().waiting(new Waiting(seen(10, 5), -1)).greenEnd(11);

        assertThat(PartitionJudge.judge(left.blueEnd(12).evidence()).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        Ruling ruling = PartitionJudge.judge(left.blueEnd(10).evidence());
        assertThat(ruling.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(ruling.problems()).extracting(Problem::kind).containsExactly(FindingKind.FOREIGN);
    }

    @Test
    void aChangedLastRecordIsMutatedNotLostAndForeign() {
        Ruling ruling = PartitionJudge.judge(new Case()
                .pending(seen(9, 5))
                .copied(9L)
                .waiting(new Waiting(new Seen(10, 5, new Fingerprint(7, 7)), -1))
                .greenEnd(11)
                .evidence());

        assertThat(ruling.problems())
                .extracting(Problem::kind, Problem::component)
                .containsExactly(tuple(FindingKind.MUTATED, Component.NOT_KEY));
    }

    @Test
    void aRepeatedLastRecordIsADuplicate() {
        Ruling ruling = PartitionJudge.judge(
                new Case().waiting(new Waiting(seen(10, 5), 9)).greenEnd(11).evidence());

        assertThat(ruling.problems())
                .extracting(Problem::kind, Problem::blueOffset, Problem::greenOffset)
                .containsExactly(tuple(FindingKind.DUPLICATE, 9L, 10L));
    }

    @Test
    void aWaivedFindingIsNamedAndPasses() {
        Waiver waiver = new Waiver("known-duplicates", "t", Set.of(FindingKind.DUPLICATE));
        Ruling ruling = PartitionJudge.judge(
                new Case().finding(Finding.duplicate(3, 4)).waiver(waiver).evidence());

        assertThat(ruling.outcome()).isEqualTo(Outcome.PASS);
        assertThat(ruling.problems()).extracting(Problem::waiver).containsExactly("known-duplicates");
    }

    @Test
    void aWaiverOfAnotherTopicOrKindWaivesNothing() {
        Ruling otherKind = PartitionJudge.judge(new Case()
                .finding(Finding.duplicate(3, 4))
                .waiver(new Waiver("w", "t", Set.of(FindingKind.MISSING)))
                .evidence());
        Ruling otherTopic = PartitionJudge.judge(new Case()
                .finding(Finding.duplicate(3, 4))
                .waiver(new Waiver("w", "u", Set.of(FindingKind.DUPLICATE)))
                .evidence());

        assertThat(otherKind.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(otherTopic.outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aHoleInTheScopeIsInconclusiveAtOnce() {
        Ruling ruling = PartitionJudge.judge(new Case().uncovered(3).evidence());

        assertThat(ruling.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(ruling.decided()).isTrue();
        assertThat(PartitionJudge.coverage(new Case().uncovered(3).evidence()))
                .isEqualTo(new PartitionJudge.Coverage(7, 10));
    }

    @Test
    void noPartitionsAtAllAreNoPass() {
        Verdict verdict = writer().write(Map.of(), Instant.EPOCH);

        assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void theErrorBoundGrowsWithTheRecordsCompared() {
        Evidence evidence = new Case().evidence();

        Verdict verdict = writer().write(Map.of(evidence, PartitionJudge.judge(evidence)), Instant.EPOCH);

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict.coveragePercent()).isEqualTo(100);
        assertThat(verdict.errorBound()).isEqualTo(10 / 0x1p128);
        assertThat(verdict.expiresAt()).isEqualTo(Instant.EPOCH.plusSeconds(60));
    }

    private static VerdictWriter writer() {
        return new VerdictWriter(new VerdictWriter.Heading("m", Duration.ofMinutes(1), List.of(), "b", "g", "hash"));
    }

    private static Seen seen(long offset, long key) {
        return new Seen(offset, key, new Fingerprint(offset, key));
    }

    /** All is well, except for what is said. */
    private static final class Case {
        private long blueRead = WATERMARK;
        private long greenEnd = 10;
        private Long blueEnd = WATERMARK;
        private Long copied;
        private boolean greenSeen = true;
        private long uncovered;
        private List<Seen> pending = List.of();
        private List<Waiting> waiting = List.of();
        private List<Finding> findings = List.of();
        private List<Waiver> waivers = List.of();

        Case blueRead(long value) {
            blueRead = value;
            return this;
        }

        Case greenEnd(long value) {
            greenEnd = value;
            return this;
        }

        Case blueEnd(long value) {
            blueEnd = value;
            return this;
        }

        Case copied(Long value) {
            copied = value;
            return this;
        }

        Case greenSeen(boolean value) {
            greenSeen = value;
            return this;
        }

        Case uncovered(long value) {
            uncovered = value;
            return this;
        }

        Case pending(Seen... value) {
            pending = List.of(value);
            return this;
        }

        Case waiting(Waiting... value) {
            waiting = List.of(value);
            return this;
        }

        Case finding(Finding... value) {
            findings = List.of(value);
            return this;
        }

        Case waiver(Waiver... value) {
            waivers = List.of(value);
            return this;
        }

        Evidence evidence() {
            Standing standing = new Standing(
                    Link.NO_ID,
                    Link.NO_ID,
                    0,
                    0,
                    0,
                    blueRead,
                    pending.isEmpty() ? blueRead : pending.get(0).offset(),
                    greenEnd,
                    10,
                    0,
                    0,
                    9,
                    9,
                    uncovered,
                    0,
                    0,
                    Long.MAX_VALUE,
                    0,
                    null,
                    pending.size(),
                    pending,
                    waiting.size(),
                    waiting,
                    Map.of());
            return new Evidence("t", 0, WATERMARK, standing, findings, copied, greenEnd, greenSeen, blueEnd, waivers);
        }
    }
}
