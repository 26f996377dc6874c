package io.kmig.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.cli.document.Documents;
import io.kmig.cli.document.PlanDocument;
import io.kmig.cli.view.PlanView;
import io.kmig.cli.view.Terminal;
import io.kmig.core.journal.Step;
import io.kmig.core.migration.SessionOfWorld;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan says of each unit in its order where it is by now. */
class PlannedUnitsTest {
    private final PlanDocument.Store store = new PlanDocument.Store(new Documents());

    @Test
    void aUnitThatIsStillToMoveHasNoMark() throws Exception {
        Operations.Planned planned = planned(SessionOfWorld.ofConsumer());

        assertThat(shown(planned)).contains("  1. app  (");
        assertThat(unit(planned).path("where").asText()).isEqualTo("blue");
    }

    @Test
    void aUnitOnGreenIsMarkedInTextAndJsonAlsoWhenItWritesNothing() throws Exception {
        Operations.Planned planned = planned(SessionOfWorld.ofConsumer().moved());

        assertThat(shown(planned)).contains("  1. app  on green  (");
        assertThat(unit(planned).path("where").asText()).isEqualTo("green");
    }

    @Test
    void aUnitBetweenTheSidesIsMarked() throws Exception {
        Operations.Planned moving = planned(SessionOfWorld.ofBoth().killedAt(Step.DRAIN));
        Operations.Planned returning = planned(SessionOfWorld.ofBoth().killedOnTheWayBack());

        assertThat(shown(moving)).contains("  1. app  moving  (");
        assertThat(unit(returning).path("where").asText()).isEqualTo("returning");
    }

    @Test
    void aSavedPlanWithItsMarksIsReadBack(@TempDir Path directory) {
        Operations.Planned planned = planned(SessionOfWorld.ofConsumer().moved());

        store.save(planned, directory.resolve("shop.plan"));

        assertThat(store.read(directory.resolve("shop.plan")).fingerprint())
                .isEqualTo(planned.plan().fingerprint());
    }

    private static Operations.Planned planned(SessionOfWorld session) {
        return new Operations().plan(session);
    }

    private static String shown(Operations.Planned planned) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return new PlanView(new Terminal(nowhere, nowhere, false, false, true, null))
                .human(planned.plan(), planned::where);
    }

    private JsonNode unit(Operations.Planned planned) throws JsonProcessingException {
        JsonNode plan = new ObjectMapper().readTree(store.json(planned));
        assertThat(plan.path("schemaVersion").asInt()).isEqualTo(1);
        return plan.path("order").path(0);
    }
}
