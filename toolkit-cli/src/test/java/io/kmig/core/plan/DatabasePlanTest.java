package io.kmig.core.plan;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.plan.Operation.CreateConnector;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.testkit.Specs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A client that writes a database writes the topics its changes are captured to. */
class DatabasePlanTest {
    private final Sketch sketch = new Sketch()
            .blueTopic("shop.public.orders", 1, Map.of())
            .blueTopic("shop.public.items", 1, Map.of())
            .blueTopic("payments", 1, Map.of());

    @Test
    void theTopicsOfItsDatabaseAreMirroredForItsUnitAlone() {
        Plan plan = sketch.plan(spec(true));

        assertThat(plan.order()).singleElement().satisfies(p -> assertThat(
                        p.unit().writes())
                .containsExactly("payments", "shop.public.items", "shop.public.orders"));
        assertThat(plan.operations())
                .filteredOn(o -> o.target().endsWith("mirror.office"))
                .singleElement()
                .satisfies(o -> assertThat(((CreateConnector) o).config())
                        .containsEntry("topics", "payments,shop\\.public\\.items,shop\\.public\\.orders"));
        assertThat(plan.operations()).noneMatch(o -> o.target().endsWith("mirror.unclaimed"));
    }

    @Test
    void aTopicOfTheDatabaseThatIsNotReplicatedStaysWhereItIs() {
        MigrationSpec spec = spec(true);
        MigrationSpec narrow = new Specs(
                        spec.clients(),
                        List.of("payments", "shop.public.orders"),
                        List.of(),
                        true,
                        Map.of(),
                        spec.cutover(),
                        MigrationSpec.Manager.REST)
                .databases(spec.databases())
                .spec();

        assertThat(sketch.plan(narrow).order())
                .singleElement()
                .satisfies(p -> assertThat(p.unit().writes()).containsExactly("payments", "shop.public.orders"));
    }

    @Test
    void thatItHasNoWayBackOnceItRunsOnGreenIsSaidOfThoseThatHaveNone() {
        assertThat(sketch.plan(spec(true)).risks())
                .noneSatisfy(r -> assertThat(r.text()).contains("`kmig rollback` refuses"));
        assertThat(sketch.plan(spec(false)).risks()).anySatisfy(r -> {
            assertThat(r.subject()).isEqualTo("database shop");
            assertThat(r.text()).contains("`kmig rollback` refuses");
        });
    }

    @Test
    void whatIsNotProvedWithoutASourceIsSaid() {
        assertThat(sketch.plan(spec(false)).risks())
                .anySatisfy(r -> assertThat(r.text()).contains("rows are not compared"));
        assertThat(sketch.plan(spec(true)).risks())
                .noneSatisfy(r -> assertThat(r.text()).contains("rows are not compared"));
    }

    @Test
    void thatTheFirstMarkerMakesATopicIsSaidUntilItIsThere() {
        assertThat(sketch.plan(spec(true)).risks())
                .anySatisfy(r -> assertThat(r.text()).contains("pg_logical_emit_message"));

        sketch.blueTopic("shop.message", 1, Map.of());

        assertThat(sketch.plan(spec(true)).risks())
                .noneSatisfy(r -> assertThat(r.text()).contains("pg_logical_emit_message"));
    }

    private static MigrationSpec spec(boolean source) {
        ClientSpec office = Specs.writing(client("office", List.of(), List.of("payments")), "shop");
        return Specs.plain()
                .with(office)
                .databases(List.of(Specs.database(source)))
                .spec();
    }
}
