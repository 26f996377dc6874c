package io.kmig.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.graph.Unit;
import io.kmig.core.migration.Reading;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadingLineTest {
    private static final String CLEARED = "\r\u001b[2K";

    private final StringWriter shown = new StringWriter();
    private long millis = 5;

    @Test
    void saysHowFarItIsAndWhatIsLeftAtTheRateSoFar() {
        ReadingLine line = line(true);
        tell(line, 5, new Reading(0, 12, 0, 4_000_000));

        tell(line, 2_000, new Reading(3, 12, 1_000_000, 4_000_000));

        assertThat(shown)
                .hasToString("comparing both logs: 3 of 12 partitions, 1000000 of 4000000 offsets read, 6 s left");
    }

    @Test
    void isDrawnOnceASecondAndNotInTheFirst() {
        ReadingLine line = line(true);
        tell(line, 0, new Reading(0, 1, 0, 10_000));

        for (int i = 1; i <= 34; i++) {
            tell(line, 100, new Reading(0, 1, i * 100L, 10_000));
        }

        assertThat(drawn()).hasSize(3).allMatch(l -> l.startsWith("comparing both logs: 0 of 1 partitions, "));
        assertThat(drawn().get(0)).contains("1000 of 10000").endsWith("9 s left");
        assertThat(drawn().get(2)).contains("3000 of 10000").endsWith("7 s left");
    }

    @Test
    void whatIsLeftIsNotGuessed() {
        ReadingLine line = line(true);
        tell(line, 0, new Reading(0, 2, 0, 10_000));

        tell(line, 1_500, new Reading(1, 2, 0, 10_000));
        tell(line, 1_500, new Reading(1, 2, 10_000, 10_000));

        assertThat(drawn())
                .containsExactly(
                        "comparing both logs: 1 of 2 partitions, 0 of 10000 offsets read",
                        "comparing both logs: 1 of 2 partitions, 10000 of 10000 offsets read");
    }

    @Test
    void eachReadingHasARateOfItsOwn() {
        ReadingLine line = line(true);
        tell(line, 0, new Reading(0, 1, 0, 10_000));
        tell(line, 500, new Reading(1, 1, 10_000, 10_000));

        tell(line, 60_000, new Reading(0, 1, 0, 100));
        tell(line, 900, new Reading(0, 1, 40, 100));
        tell(line, 100, new Reading(0, 1, 50, 100));

        assertThat(drawn()).containsExactly("comparing both logs: 0 of 1 partitions, 50 of 100 offsets read, 1 s left");
    }

    @Test
    void aLogIsNotFloodedWithIt() {
        ReadingLine line = line(false);
        tell(line, 0, new Reading(0, 1, 0, 10_000));

        for (int i = 1; i <= 100; i++) {
            tell(line, 1_000, new Reading(0, 1, i, 10_000));
        }

        assertThat(shown.toString().lines().count()).as("%s", shown).isLessThanOrEqualTo(1);
    }

    @Test
    void ofAMoveItNamesTheUnit() {
        Unit unit = new Unit("billing", List.of(), new TreeSet<>());
        MoveView view = new MoveView(terminal(true), () -> TimeUnit.MILLISECONDS.toNanos(millis));
        view.reading(unit, new Reading(0, 1, 0, 10_000));
        millis += 2_000;

        view.reading(unit, new Reading(0, 1, 5_000, 10_000));

        assertThat(shown)
                .hasToString("  billing: comparing both logs: 0 of 1 partitions, 5000 of 10000 offsets read, 2 s left");
    }

    private void tell(ReadingLine line, long later, Reading reading) {
        millis += later;
        line.show(reading);
    }

    private List<String> drawn() {
        return List.of(shown.toString().split(Pattern.quote(CLEARED), -1));
    }

    private ReadingLine line(boolean atTerminal) {
        return new ReadingLine(terminal(atTerminal), () -> TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private Terminal terminal(boolean atTerminal) {
        return new Terminal(
                new PrintWriter(new StringWriter()), new PrintWriter(shown, true), atTerminal, atTerminal, false, null);
    }
}
