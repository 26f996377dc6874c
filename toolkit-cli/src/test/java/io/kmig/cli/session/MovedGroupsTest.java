package io.kmig.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.document.LagDocument;
import io.kmig.cli.document.OffsetsDocument;
import io.kmig.cli.view.LagView;
import io.kmig.cli.view.OffsetsView;
import io.kmig.core.estate.Colour;
import io.kmig.core.migration.SessionOfWorld;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a group that has moved left behind on blue is not taken for where it stands. */
class MovedGroupsTest {
    private final Operations operations = new Operations();

    @Test
    void offsetsShowsAMovedGroupWhereItStandsOnGreenAndTranslatesNothing() {
        OffsetsDocument before = offsets(SessionOfWorld.ofConsumer());
        SessionOfWorld session = SessionOfWorld.ofConsumer().moved();

        OffsetsDocument after = offsets(session);

        assertThat(before.onGreen()).isZero();
        assertThat(before.exact()).isEqualTo(2);
        assertThat(after.exact() + after.bounded() + after.unresolved()).isZero();
        assertThat(after.onGreen()).isEqualTo(2);
        assertThat(after.positions())
                .allMatch(line -> line.result().equals("on green") && line.green() != null && line.note() == null);
        assertThat(new OffsetsView().human(after)).contains("on green", "0 unresolved, 2 on green");
    }

    @Test
    void lagMarksWhatAMovedGroupLeftBehindOnBlue() {
        LagDocument before = lag(SessionOfWorld.ofConsumer());
        LagDocument after = lag(SessionOfWorld.ofConsumer().moved());

        assertThat(before.groups()).isNotEmpty().allMatch(line -> line.note() == null);
        assertThat(after.groups())
                .anyMatch(line -> line.side().equals(Colour.BLUE.label()))
                .allSatisfy(line ->
                        assertThat(line.note()).isEqualTo(line.side().equals(Colour.BLUE.label()) ? "on green" : null));
        assertThat(new LagView().human(after, false)).contains("NOTE", "on green");
        assertThat(new LagView().human(after, true)).contains("NOTE", "on green");
    }

    private OffsetsDocument offsets(SessionOfWorld session) {
        return OffsetsDocument.of("shop", new ResumePoints(operations).of(session, Set.of()));
    }

    private LagDocument lag(SessionOfWorld session) {
        Operations.Status status = operations.status(session);
        return LagDocument.of(
                "shop",
                session.pacer().now(),
                operations.lag(session),
                Operations.groupsOnGreen(status.planned(), status.history()),
                List.of());
    }
}
