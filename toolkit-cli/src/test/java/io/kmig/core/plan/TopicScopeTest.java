package io.kmig.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.testkit.Specs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicScopeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kmig.shop.journal",
                "kmig.other.reverse.offsets",
                "__consumer_offsets",
                "__transaction_state",
                ".hidden",
                "heartbeats",
                "blue.checkpoints.internal",
                "mm2-offset-syncs.green.internal",
                "mm2-status.blue.internal"
            })
    void whatKmigMirrorMakerOrTheBrokersOwnIsNeverInScope(String name) {
        assertThat(new TopicScope(Specs.plain().spec()).topic(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "orders.internal", "kmig", "my.heartbeats", "connect-configs", "mm2.orders"})
    void everythingElseThatIsIncludedIs(String name) {
        assertThat(new TopicScope(Specs.plain().spec()).topic(name)).isTrue();
    }

    @Test
    void excludeBeatsIncludeAndBothMatchWholeNames() {
        TopicScope scope = new TopicScope(Specs.plain()
                .topics(List.of("orders.*", "stock"), List.of("orders\\.tmp"))
                .spec());

        assertThat(scope.topic("orders")).isTrue();
        assertThat(scope.topic("orders.tmp")).isFalse();
        assertThat(scope.topic("orders.tmp2")).isTrue();
        assertThat(scope.topic("stocks")).isFalse();
    }

    @Test
    void kmigsOwnGroupsAreNeverInScope() {
        TopicScope scope = new TopicScope(Specs.plain().spec());

        assertThat(scope.group("kmig.shop.validator")).isFalse();
        assertThat(scope.group("connect-sink")).isTrue();
    }
}
