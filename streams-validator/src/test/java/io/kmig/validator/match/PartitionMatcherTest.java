package io.kmig.validator.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.validator.chain.Link;
import org.junit.jupiter.api.Test;

class PartitionMatcherTest {
    private final Bench bench = new Bench();

    @Test
    void equalLogsMatchWithNothingPending() {
        bench.origin().blue(0, "abcd").green(0, "abcd");

        Standing standing = bench.standing();
        assertThat(bench.findings()).isEmpty();
        assertThat(standing.matched()).isEqualTo(4);
        assertThat(standing.blueVerified()).isEqualTo(4);
        assertThat(standing.greenRead()).isEqualTo(4);
        assertThat(standing.pendingCount()).isZero();
        assertThat(standing.waitingCount()).isZero();
    }

    @Test
    void offsetsMayDifferByMarkersOnBothSides() {
        bench.origin()
                .blue(0, 7, Bench.seen(2, 'a'), Bench.seen(5, 'b'))
                .blue(7, 9)
                .green(4, "a")
                .green(9, "b");

        assertThat(bench.findings()).isEmpty();
        assertThat(bench.standing().blueVerified()).isEqualTo(9);
        assertThat(bench.standing().lastBlue()).isEqualTo(5);
        assertThat(bench.standing().lastGreen()).isEqualTo(9);
    }

    @Test
    void saysNothingAboutARecordThatHasNotArrivedYet() {
        bench.origin().blue(0, "abc").green(0, "a");

        assertThat(bench.findings()).isEmpty();
        assertThat(bench.standing().pendingCount()).isEqualTo(2);
        assertThat(bench.standing().pending().get(0).offset()).isEqualTo(1);
        assertThat(bench.standing().blueVerified()).isEqualTo(1);
    }

    @Test
    void saysNothingAboutATargetRecordWhoseOriginalIsNotReadYet() {
        bench.origin().green(0, "abcabc").blue(0, "abc");

        assertThat(bench.findings()).isEmpty();
        assertThat(bench.standing().waitingCount()).isEqualTo(3);

        bench.blue(3, "abc");
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.standing().matched()).isEqualTo(6);
    }

    @Test
    void aRecordThatIsPassedOverIsMissing() {
        bench.origin().blue(0, "abcd").green(0, "abd");

        assertThat(bench.findings()).containsExactly(Finding.missing(2));
        assertThat(bench.standing().blueVerified()).isEqualTo(4);
    }

    @Test
    void aMissingRecordThatTurnsUpLaterIsReordered() {
        bench.origin().blue(0, "abcd").green(0, "abdc");

        assertThat(bench.findings()).containsExactly(Finding.reordered(2, 3));
        assertThat(bench.standing().count(FindingKind.MISSING)).isZero();
    }

    @Test
    void aRecordThatComesTwiceIsADuplicate() {
        bench.origin().blue(0, "abcd").green(0, "abbcd");

        assertThat(bench.findings()).containsExactly(Finding.duplicate(1, 2));
    }

    @Test
    void aDuplicateIsNotTakenForAnEqualRecordFarAhead() {
        bench.origin().blue(0, "abcdefga").green(0, "aabcdefga");

        assertThat(bench.findings()).containsExactly(Finding.duplicate(0, 1));
    }

    @Test
    void aReplayedStretchIsDuplicatesAndNothingElse() {
        bench.origin().blue(0, "abcdefgh").green(0, "abcdabcdefgh");

        assertThat(bench.findings()).hasSize(4).allMatch(f -> f.kind() == FindingKind.DUPLICATE);
    }

    @Test
    void aChangedValueIsMutatedNotTheKey() {
        bench.origin().blue(0, "abcd").green(0, "aBcd");

        assertThat(bench.findings()).containsExactly(Finding.mutated(1, 1, Component.NOT_KEY));
    }

    @Test
    void aChangedKeyIsTold() {
        bench.origin().blue(0, "abcd").green(0, "axcd");

        assertThat(bench.findings()).containsExactly(Finding.mutated(1, 1, Component.KEY));
    }

    @Test
    void aRecordOfARogueWriterIsForeign() {
        bench.origin().blue(0, "abcd").green(0, "abxcd");

        assertThat(bench.findings()).containsExactly(Finding.foreign(2));
    }

    @Test
    void aLostRecordNextToAChangedOneIsToldApartByKey() {
        bench.origin().blue(0, "abcd").green(0, "aCd");

        assertThat(bench.findings())
                .containsExactlyInAnyOrder(Finding.missing(1), Finding.mutated(2, 1, Component.NOT_KEY));
    }

    @Test
    void theLastRecordsOfBothSidesAreShownNotJudged() {
        bench.origin().blue(0, "abc").green(0, "abx").green(3, "b");

        assertThat(bench.findings()).isEmpty();
        assertThat(bench.standing().pending()).containsExactly(Bench.seen(2, 'c'));
        assertThat(bench.standing().waiting())
                .containsExactly(new Waiting(Bench.seen(2, 'x'), -1), new Waiting(Bench.seen(3, 'b'), 1));
    }

    @Test
    void identicalRecordsAreCountedNotMerged() {
        bench.origin().blue(0, "aaaab").green(0, "aaab");

        assertThat(bench.findings()).hasSize(1).allMatch(f -> f.kind() == FindingKind.MISSING);
    }

    @Test
    void inputThatComesAgainChangesNothing() {
        bench.origin().blue(0, "abcd").green(0, "ab");
        Standing before = bench.standing();

        bench.origin().blue(0, "abcd").blue(0, "ab").green(0, "ab");

        assertThat(bench.standing()).isEqualTo(before);
        bench.blue(2, "cdef").green(2, "cdef");
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.standing().matched()).isEqualTo(6);
    }

    @Test
    void aLinkThatDoesNotFollowIsAGapInTheFeed() {
        bench.origin().blue(0, "ab").blue(5, "f").green(0, "abcdef");

        assertThat(bench.findings()).contains(Finding.ofSource(FindingKind.FEED_GAP, 2));
        assertThat(bench.standing().uncovered()).isEqualTo(3);
    }

    @Test
    void recordsWhoseOriginalsExpiredBeforeTheStartAreNeitherForeignNorVerified() {
        bench.link(new Link.Origin(Link.NO_ID, Link.NO_ID, 0, 3, 0, 3, 0))
                .green(0, "abc")
                .blue(3, "def")
                .green(3, "def");

        assertThat(bench.findings()).isEmpty();
        assertThat(bench.standing().uncovered()).isEqualTo(3);
        assertThat(bench.standing().unverifiable()).isEqualTo(3);
        assertThat(bench.standing().matched()).isEqualTo(3);
    }

    @Test
    void aHoleExplainsNoMoreRecordsThanItCouldHold() {
        bench.link(new Link.Origin(Link.NO_ID, Link.NO_ID, 0, 2, 0, 2, 0))
                .blue(2, "def")
                .green(0, "abc")
                .green(3, "def");

        assertThat(bench.findings()).containsExactly(Finding.foreign(2));
    }

    @Test
    void aHoleAtTheHeadDoesNotExcuseWhatIsForeignLater() {
        bench.link(new Link.Origin(Link.NO_ID, Link.NO_ID, 0, 3, 0, 3, 0))
                .blue(3, "def")
                .green(0, "dxef");

        assertThat(bench.findings()).containsExactly(Finding.foreign(1));
    }

    @Test
    void recordsPurgedWhileTheFeedWasAwayAreAFindingOfTheirOwn() {
        bench.origin()
                .blue(0, "ab")
                .green(0, "abcd")
                .link(new Link.Purged(2, 4))
                .blue(4, "ef")
                .green(4, "ef");

        assertThat(bench.findings()).containsExactly(Finding.ofSource(FindingKind.RETENTION, 2));
        assertThat(bench.standing().uncovered()).isEqualTo(2);
        assertThat(bench.standing().unverifiable()).isEqualTo(2);
        assertThat(bench.standing().matched()).isEqualTo(4);
    }

    @Test
    void aRecreatedSourceEndsTheChain() {
        bench.origin()
                .blue(0, "ab")
                .link(new Link.Broken(Link.Broken.Cause.RECREATED, 2, Link.NO_ID))
                .green(0, "ab");

        assertThat(bench.findings()).containsExactly(Finding.ofSource(FindingKind.TOPIC_RECREATED, 2));
        assertThat(bench.standing().broken()).isEqualTo(Link.Broken.Cause.RECREATED);
    }

    @Test
    void recordsBornOnTheTargetAreNotCompared() {
        bench.origin().blue(0, "abc").green(0, "abcx");

        bench.link(new Link.Limit(3)).green(4, "yz");

        assertThat(bench.findings()).isEmpty();
        assertThat(bench.standing().waitingCount()).isZero();
        assertThat(bench.standing().bornOnTarget()).isEqualTo(3);
    }

    @Test
    void theReverseDirectionBeginsWhereTheHandOffLeftBothLogs() {
        bench.green(0, "pqrst")
                .link(new Link.Origin(Link.NO_ID, Link.NO_ID, 7, 7, 5, 0, 0))
                .blue(7, "ab")
                .green(5, "ab");

        assertThat(bench.findings()).isEmpty();
        assertThat(bench.standing().matched()).isEqualTo(2);
        assertThat(bench.standing().waitingCount()).isZero();
    }

    @Test
    void theOrderCountsInThePrefixHash() {
        Bench other = new Bench().origin().blue(0, "ba").green(0, "ba");

        bench.origin().blue(0, "ab").green(0, "ab");

        assertThat(bench.standing().prefixHigh()).isNotEqualTo(other.standing().prefixHigh());
        assertThat(bench.standing().prefixLow()).isNotEqualTo(other.standing().prefixLow());
    }

    @Test
    void findingsBeyondTheBoundAreCounted() {
        Bench tight = new Bench(new Bounds(100, 100, 100, 2, 5));

        tight.origin().blue(0, "abcdefghij").green(0, "acegij");

        assertThat(tight.findings()).hasSize(2);
        assertThat(tight.standing().count(FindingKind.MISSING)).isEqualTo(4);
    }

    @Test
    void keepsNoMoreMatchedRecordsThanItsHistory() {
        Bench tight = new Bench(new Bounds(100, 10, 100, 100, 5)).origin();

        for (int i = 0; i < 100; i++) {
            tight.blue(i, String.valueOf((char) (100 + i))).green(i, String.valueOf((char) (100 + i)));
        }

        assertThat(tight.findings()).isEmpty();
        assertThat(tight.shelf.size(Shelf.Room.BATCH)).isEqualTo(10);
        assertThat(tight.shelf.size(Shelf.Room.WAITING)).isZero();
    }

    @Test
    void aChainWithoutItsOriginIsRefused() {
        assertThatThrownBy(() -> bench.blue(0, "a")).hasMessageContaining("no origin");
    }
}
