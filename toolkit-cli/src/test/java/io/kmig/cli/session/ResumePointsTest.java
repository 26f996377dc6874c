package io.kmig.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kmig.cli.document.OffsetsDocument;
import io.kmig.cli.document.OffsetsDocument.Line;
import io.kmig.cli.view.OffsetsView;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Tp;
import io.kmig.core.migration.SessionOfWorld;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResumePointsTest {
    private final SessionOfWorld session = SessionOfWorld.ofConsumer();

    @Test
    void showsWhereAGroupStandsWhereItGoesAndWhereStockMirrorMakerWouldHavePutIt() {
        Line plain = offsets(Set.of()).positions().get(0);
        Tp tp = new Tp(plain.topic(), plain.partition());
        assertThat(plain.stock()).isNull();
        assertThat(plain.rereadAvoided()).isNull();
        assertThat(offsets(Set.of()).rereadAvoided()).isNull();
        session.checkpoint(plain.group(), tp, plain.green() - 1);

        OffsetsDocument document = offsets(Set.of());

        Line line = document.positions().get(0);
        assertThat(line.blue()).isNotNull();
        assertThat(line.stock()).isEqualTo(line.green() - 1);
        assertThat(line.rereadAvoided()).isEqualTo(1);
        assertThat(document.rereadAvoided()).isEqualTo(1);
        assertThat(new OffsetsView().human(document))
                .contains("BLUE", "GREEN", "MM2'S", "1 offsets of re-reading avoided against MM2's checkpoints");
    }

    @Test
    void saysWhatAnExactPositionRestsOn() {
        OffsetsDocument document = offsets(Set.of());

        assertThat(document.positions()).allSatisfy(line -> assertThat(document.compared())
                .as(line.toString())
                .anySatisfy(c -> {
                    assertThat(c.topic() + "-" + c.partition()).isEqualTo(line.topic() + "-" + line.partition());
                    assertThat(c.blueFrom()).isLessThanOrEqualTo(line.blue());
                    assertThat(c.greenFrom()).isLessThanOrEqualTo(line.green());
                    assertThat(c.blueTo()).isGreaterThanOrEqualTo(line.blue());
                    assertThat(c.greenTo()).isGreaterThanOrEqualTo(line.green()).isPositive();
                }));
    }

    @Test
    void showsOnlyTheGroupsAskedFor() {
        String group = offsets(Set.of()).positions().get(0).group();

        assertThat(offsets(Set.of(group)).positions()).isNotEmpty().allMatch(line -> line.group()
                .equals(group));
    }

    @Test
    void whatHasNoPositionIsListedWithTheReasonAndAShareGroupIsNotProved() {
        session.whoseHelperHasNoPositions();

        OffsetsDocument document = offsets(Set.of());

        assertThat(document.notCarried())
                .extracting(OffsetsDocument.NotCarried::kind, OffsetsDocument.NotCarried::name)
                .containsExactly(tuple("share group", "queue"), tuple("external", "helper"));
        assertThat(document.notCarried().get(1).topics()).containsExactly("out");
        assertThat(document.positions()).noneMatch(line -> line.group().equals("queue"));
        assertThat(document.proved()).isFalse();
        assertThat(new OffsetsView().human(document))
                .contains("NOT CARRIED", "queue", "share group", "external", "out");
        assertThat(offsets(Set.of("app")).proved()).isTrue();
    }

    @Test
    void aPartitionOnWhichTheGroupHasCommittedNothingIsShownAndDoesNotHinder() {
        session.readsFurther("in", 3);

        OffsetsDocument document = offsets(Set.of());

        assertThat(document.positions())
                .filteredOn(line -> line.result().equals("uncommitted"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.partition()).isEqualTo(2);
                    assertThat(line.note()).contains("auto.offset.reset");
                });
        assertThat(document.proved()).isTrue();
        assertThat(new OffsetsView().human(document)).contains("1 uncommitted");
    }

    @Test
    void aGroupThatHasCommittedNothingIsNotLeftOut() {
        session.whoseHelperHasReadNothing();

        OffsetsDocument document = offsets(Set.of());

        assertThat(document.notCarried()).singleElement().satisfies(n -> {
            assertThat(n.kind()).isEqualTo("nothing committed");
            assertThat(n.name()).isEqualTo("fresh");
        });
        assertThat(document.proved()).isTrue();
    }

    @Test
    void aPartitionWhoseCommitIsPendingIsNotCalledUncommitted() {
        session.aboutToCommit(new Tp("in", 1));

        OffsetsDocument document = offsets(Set.of());

        assertThat(document.positions())
                .filteredOn(line -> line.partition() == 1)
                .singleElement()
                .satisfies(line -> assertThat(line.result()).isEqualTo("pending"));
        assertThat(document.uncommitted()).isZero();
    }

    @Test
    void anOffsetThatNoGroupHoldsIsLookedUpByNumber() {
        Line known = offsets(Set.of()).positions().get(0);
        Tp tp = new Tp(known.topic(), known.partition());

        OffsetsDocument document = OffsetsDocument.of(
                "shop",
                new ResumePoints(new Operations()).of(session, Set.of(), List.of(new Position(tp, known.blue()))));

        assertThat(document.positions()).singleElement().satisfies(line -> {
            assertThat(line.group()).isEqualTo("(--at)");
            assertThat(line.green()).isEqualTo(known.green());
            assertThat(line.result()).isEqualTo("exact");
        });
    }

    @Test
    void twoOffsetsOfAPartitionAreBothLookedUp() {
        Line known = offsets(Set.of()).positions().get(0);
        Tp tp = new Tp(known.topic(), known.partition());

        OffsetsDocument document = OffsetsDocument.of(
                "shop",
                new ResumePoints(new Operations())
                        .of(session, Set.of(), List.of(new Position(tp, known.blue()), new Position(tp, 0))));

        assertThat(document.positions()).extracting(Line::blue).containsExactlyInAnyOrder(known.blue(), 0L);
    }

    @Test
    void partitionsThatBlueDoesNotHaveAreAllNamed() {
        Tp there = new Tp(offsets(Set.of()).positions().get(0).topic(), 99);
        List<Position> asked = List.of(new Position(there, 1), new Position(new Tp("nowhere", 0), 1));

        assertThatThrownBy(() -> new ResumePoints(new Operations()).of(session, Set.of(), asked))
                .isInstanceOfSatisfying(KmigException.class, e -> {
                    assertThat(e.problems()).hasSize(2).allMatch(p -> p.code() == ErrorCode.USAGE);
                    assertThat(e.getMessage()).contains(there + ": topic", "no topic nowhere of blue is mirrored");
                });
    }

    @Test
    void aGroupThatNoClientNamesIsRefusedWithThoseThereAre() {
        String group = offsets(Set.of()).positions().get(0).group();

        assertThatThrownBy(() -> offsets(Set.of("nobody"))).isInstanceOfSatisfying(KmigException.class, e -> {
            assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.UNKNOWN_GROUP);
            assertThat(e.problems().get(0).observed()).contains("names group nobody", group);
        });
    }

    private OffsetsDocument offsets(Set<String> only) {
        return OffsetsDocument.of("shop", new ResumePoints(new Operations()).of(session, only));
    }
}
