package io.kmig.core.graph;

import static io.kmig.core.graph.ClientSpecs.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.graph.MoveOrder.Placed;
import io.kmig.testkit.Specs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MoveOrderTest {
    @Test
    void readersMoveBeforeTheirWriter() {
        var clients =
                List.of(client("shop", List.of(), List.of("orders")), client("billing", List.of("billing"), List.of()));

        var order = MoveOrder.of(clients, Map.of("billing", Set.of("orders")));

        assertThat(names(order)).containsExactly("billing", "shop");
        assertThat(order.get(0).because()).isEqualTo("writes nothing");
        assertThat(order.get(1).because()).isEqualTo("after its readers billing");
    }

    @Test
    void aConsumeAndProduceClientMovesAfterItsReadersAndBeforeItsWriters() {
        var clients = List.of(
                client("shop", List.of(), List.of("orders")),
                client("billing", List.of("billing"), List.of("invoices")),
                client("mailer", List.of("mailer"), List.of()));

        var order = MoveOrder.of(clients, Map.of("billing", Set.of("orders"), "mailer", Set.of("invoices")));

        assertThat(names(order)).containsExactly("mailer", "billing", "shop");
    }

    @Test
    void aReaderWithoutAGroupMovesBeforeItsWriterToo() {
        var clients = List.of(
                client("shop", List.of(), List.of("orders")),
                Specs.reading(client("search", List.of(), List.of()), "orders"));

        var order = MoveOrder.of(clients, Map.of());

        assertThat(names(order)).containsExactly("search", "shop");
        assertThat(order.get(0).unit().reads()).containsExactly("orders");
    }

    @Test
    void allWritersOfATopicMoveTogether() {
        var clients = List.of(
                client("web", List.of(), List.of("orders")),
                client("other", List.of(), List.of("stock")),
                client("app", List.of(), List.of("orders", "carts")));

        var order = MoveOrder.of(clients, Map.of());

        assertThat(names(order)).containsExactly("web+app", "other");
        assertThat(order.get(0).unit().writes()).containsExactly("carts", "orders");
        assertThat(order.get(0).because()).isEqualTo("no other unit reads carts, orders");
    }

    @Test
    void clientsThatShareAGroupMoveTogetherEvenWhenWhatItReadsIsUnknown() {
        var clients = List.of(
                client("a", List.of("g"), List.of()),
                client("b", List.of("h"), List.of()),
                client("c", List.of("h", "g"), List.of()));

        var order = MoveOrder.of(clients, Map.of());

        assertThat(names(order)).containsExactly("a+b+c");
    }

    @Test
    void aCycleMovesTogether() {
        var clients = List.of(
                client("a", List.of("a"), List.of("x")),
                client("b", List.of("b"), List.of("y")),
                client("c", List.of("c"), List.of("z")),
                client("end", List.of("end"), List.of()));
        var reads = Map.of("a", Set.of("z"), "b", Set.of("x"), "c", Set.of("y"), "end", Set.of("y"));

        var order = MoveOrder.of(clients, reads);

        assertThat(names(order)).containsExactly("end", "a+b+c");
    }

    @Test
    void aCycleThatOnlyArisesAfterJoiningMovesTogether() {
        // a -> b and c -> d are two lines; a and d write one topic, b and c share a group: now there and back again
        var clients = List.of(
                client("a", List.of(), List.of("x", "shared")),
                client("b", List.of("b", "both"), List.of()),
                client("c", List.of("both"), List.of("y")),
                client("d", List.of("d"), List.of("shared")));
        var reads = Map.of("b", Set.of("x"), "d", Set.of("y"));

        var order = MoveOrder.of(clients, reads);

        assertThat(names(order)).containsExactly("a+b+c+d");
    }

    @Test
    void aCycleThroughThreeJoinedUnitsMovesTogether() {
        // joined by topic: {a1,a2} {b1,b2} {c1,c2}; a1 -> b1, b2 -> c1, c2 -> a2 close the ring between units only
        var clients = List.of(
                client("a1", List.of(), List.of("ta", "x")),
                client("b1", List.of("b1"), List.of("tb")),
                client("c1", List.of("c1"), List.of("tc")),
                client("a2", List.of("a2"), List.of("ta")),
                client("b2", List.of(), List.of("tb", "y")),
                client("c2", List.of(), List.of("tc", "z")));
        var reads = Map.of("b1", Set.of("x"), "c1", Set.of("y"), "a2", Set.of("z"));

        var order = MoveOrder.of(clients, reads);

        assertThat(names(order)).containsExactly("a1+b1+c1+a2+b2+c2");
    }

    @Test
    void aClientThatReadsWhatItWritesNeedsNobody() {
        var order =
                MoveOrder.of(List.of(client("loop", List.of("loop"), List.of("own"))), Map.of("loop", Set.of("own")));

        assertThat(names(order)).containsExactly("loop");
        assertThat(order.get(0).because()).isEqualTo("no other unit reads own");
    }

    @Test
    void amongUnitsThatMayMoveReadersOnlyComeFirstThenTheOrderOfTheDescription() {
        var clients = List.of(
                client("w1", List.of(), List.of("p")),
                client("r1", List.of("r1"), List.of()),
                client("w2", List.of(), List.of("q")),
                client("r2", List.of("r2"), List.of()));

        var order = MoveOrder.of(clients, Map.of());

        assertThat(names(order)).containsExactly("r1", "r2", "w1", "w2");
    }

    @Test
    void nobodyToMoveIsNoOrder() {
        assertThat(MoveOrder.of(List.of(), Map.of())).isEmpty();
    }

    private static List<String> names(List<Placed> order) {
        return order.stream().map(p -> p.unit().name()).toList();
    }
}
