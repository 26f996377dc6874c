package io.kmig.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.RowsCompared;
import io.kmig.core.estate.Tp;
import io.kmig.core.plan.ReturnLayout;
import io.kmig.core.port.DatabasePort;
import io.kmig.core.spec.MigrationSpec.DatabaseSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link DatabasePort} does, the real one and the fake. */
public abstract class DatabasePortContract {
    private static final Duration AMPLE = Duration.ofSeconds(60);

    /** Two databases with one table of rows that have an id from a sequence and a text. */
    public interface Stage {
        DatabasePort port();

        DatabaseSpec spec();

        long nextId(Colour side);

        void write(Colour side, long id, @Nullable String text);

        void delete(Colour side, long id);

        /** Whoever reads blue's log says that it has all of it. */
        void confirmAll();

        void apply(String connector, Tp tp, long next);
    }

    protected abstract Stage stage();

    @Test
    void aMarkerIsPassedOnceItsReaderHasConfirmedAllOfTheLog() {
        Stage stage = stage();
        stage.write(Colour.BLUE, 1, "before");

        long position = stage.port().mark(stage.spec(), "end");

        assertThat(stage.port().slots(stage.spec())).singleElement().satisfies(slot -> assertThat(slot.confirmed())
                .isLessThanOrEqualTo(position));
        stage.confirmAll();
        assertThat(stage.port().slots(stage.spec())).singleElement().satisfies(slot -> assertThat(slot.confirmed())
                .isGreaterThan(position));
    }

    @Test
    void equalRowsAreEqualInWhateverOrderTheyWereWritten() {
        Stage stage = stage();
        for (int id = 1; id <= 20; id++) {
            stage.write(Colour.BLUE, id, "text " + id);
            stage.write(Colour.GREEN, 21 - id, "text " + (21 - id));
        }
        stage.write(Colour.BLUE, 21, null);
        stage.write(Colour.GREEN, 21, null);

        RowsCompared compared = stage.port().compare(stage.spec(), AMPLE);

        assertThat(compared.different()).isZero();
        assertThat(compared.rows()).isEqualTo(21);
        assertThat(compared.examples()).isEmpty();
    }

    @Test
    void rowsThatDifferOrAreOnOneSideOnlyAreCountedAndNamed() {
        Stage stage = stage();
        for (int id = 1; id <= 5; id++) {
            stage.write(Colour.BLUE, id, "same");
            stage.write(Colour.GREEN, id, "same");
        }
        stage.write(Colour.GREEN, 2, "other");
        stage.delete(Colour.GREEN, 3);
        stage.write(Colour.GREEN, 7, "more");

        RowsCompared compared = stage.port().compare(stage.spec(), AMPLE);

        assertThat(compared.rows()).isEqualTo(5);
        assertThat(compared.different()).isEqualTo(3);
        assertThat(compared.examples())
                .hasSize(3)
                .satisfiesExactly(
                        e -> assertThat(e).contains("(2)"), e -> assertThat(e).contains("(3)"), e -> assertThat(e)
                                .contains("(7)"));
    }

    @Test
    void nothingAndAnEmptyTextAreNotTheSame() {
        Stage stage = stage();
        stage.write(Colour.BLUE, 1, null);
        stage.write(Colour.GREEN, 1, "");

        assertThat(stage.port().compare(stage.spec(), AMPLE).different()).isEqualTo(1);
    }

    @Test
    void ofManyDifferencesTenAreNamedAndAllAreCounted() {
        Stage stage = stage();
        for (int id = 1; id <= 25; id++) {
            stage.write(Colour.BLUE, id, "lost");
        }

        RowsCompared compared = stage.port().compare(stage.spec(), AMPLE);

        assertThat(compared.different()).isEqualTo(25);
        assertThat(compared.examples()).hasSize(10);
    }

    @Test
    void whatASinkAppliedIsToldForThatSink() {
        Stage stage = stage();
        assertThat(stage.port().applied(stage.spec(), "sink")).isEmpty();
        stage.apply("sink", new Tp("t", 0), 7);
        stage.apply("sink", new Tp("t", 1), 9);
        stage.apply("other", new Tp("t", 0), 3);

        assertThat(stage.port().applied(stage.spec(), "sink"))
                .isEqualTo(Map.of(new Tp("t", 0), 7L, new Tp("t", 1), 9L));
    }

    @Test
    void sequencesGoOnBehindRowsAndBehindWhatBlueGaveOut() {
        Stage stage = stage();
        stage.write(Colour.GREEN, 40, "applied by a sink");
        assertThat(stage.port().raiseSequences(stage.spec())).isEqualTo(1);
        assertThat(stage.nextId(Colour.GREEN)).isEqualTo(41);

        for (int i = 0; i < 50; i++) {
            stage.nextId(Colour.BLUE);
        }
        stage.port().raiseSequences(stage.spec());
        assertThat(stage.nextId(Colour.GREEN)).isEqualTo(51);

        stage.port().raiseSequences(stage.spec());
        assertThat(stage.nextId(Colour.GREEN)).as("never set back").isEqualTo(52);
    }

    @Test
    void statisticsAreMadeAnew() {
        Stage stage = stage();
        stage.write(Colour.GREEN, 1, "a row");

        stage.port().analyze(stage.spec());

        assertThat(stage.port().compare(stage.spec(), AMPLE).rows()).isZero();
    }

    @Test
    void theSlotOfAWayBackIsMadeAnewEachTimeAndGoneOnceDropped() {
        Stage stage = stage();
        DatabaseSpec back = back(stage);
        assertThat(named(stage, back)).isEmpty();
        stage.port().openSlot(back, AMPLE);
        long first = named(stage, back).orElseThrow().confirmed();
        stage.write(Colour.GREEN, 1, "between");

        stage.port().openSlot(back, AMPLE);

        assertThat(named(stage, back).orElseThrow().confirmed()).isGreaterThan(first);
        stage.port().dropSlot(back);
        stage.port().dropSlot(back);
        assertThat(named(stage, back)).isEmpty();
    }

    @Test
    void onTheWayBackGreenIsTheSourceAndBlueIsKept() {
        Stage stage = stage();
        stage.write(Colour.GREEN, 40, "green's own");
        stage.write(Colour.GREEN, 1, "same");
        stage.write(Colour.BLUE, 1, "same");
        for (int i = 0; i < 50; i++) {
            stage.nextId(Colour.GREEN);
        }

        RowsCompared compared = stage.port().compare(back(stage), AMPLE);
        stage.port().raiseSequences(back(stage));

        assertThat(compared.rows()).isEqualTo(2);
        assertThat(compared.different()).isEqualTo(1);
        assertThat(compared.examples()).singleElement().satisfies(e -> assertThat(e)
                .contains("(40)"));
        assertThat(stage.nextId(Colour.BLUE)).isGreaterThan(50);
    }

    private static DatabaseSpec back(Stage stage) {
        return new ReturnLayout(Specs.plain().spec()).returning(stage.spec()).orElseThrow();
    }

    private static Optional<DatabasePort.Slot> named(Stage stage, DatabaseSpec back) {
        String name = back.source().orElseThrow().slot();
        return stage.port().slots(back).stream()
                .filter(s -> s.name().equals(name))
                .findFirst();
    }
}
