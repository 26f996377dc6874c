package io.kmig.core.plan;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.graph.Unit;
import io.kmig.testkit.Specs;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class MirrorLayoutTest {
    private static final String SECRET = "org.example.Login required password=\"${env:BLUE_PASSWORD}\";";

    private final MirrorLayout layout = new MirrorLayout(
            Specs.plain()
                    .blue(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", SECRET))
                    .spec(),
            3,
            1);
    private final Unit unit =
            new Unit("shop", List.of(client("shop", List.of(), List.of("orders", "stock"))), new TreeSet<>());

    @Test
    void theReverseMirrorWritesAndKeepsItsOffsetsOnBlueByAllFourOverrides() {
        SortedMap<String, String> config = layout.reverse(unit, 4, 1_000_000);

        assertThat(config)
                .containsEntry("producer.override.bootstrap.servers", "blue:9092")
                .containsEntry("consumer.override.bootstrap.servers", "blue:9092")
                .containsEntry("admin.override.bootstrap.servers", "blue:9092")
                .containsEntry("offsets.storage.topic", "kmig.shop.reverse.offsets")
                .containsEntry("source.cluster.alias", "green")
                .containsEntry("target.cluster.alias", "blue")
                .containsEntry("target.cluster.bootstrap.servers", "blue:9092")
                .containsEntry("topics", "orders,stock")
                .containsEntry("offset-syncs.topic.replication.factor", "3");
    }

    @Test
    void secretsStayReferences() {
        SortedMap<String, String> reverse = layout.reverse(unit, 4, 1_000_000);
        SortedMap<String, String> forward = layout.forward("m", List.of("orders"), 1, 1);

        for (String prefix :
                List.of("target.cluster.", "producer.override.", "consumer.override.", "admin.override.")) {
            assertThat(reverse)
                    .containsEntry(prefix + "sasl.jaas.config", SECRET)
                    .containsEntry(prefix + "security.protocol", "SASL_SSL");
        }
        assertThat(forward).containsEntry("source.cluster.sasl.jaas.config", SECRET);
    }

    @Test
    void aMirrorIsExactlyOnceAndChangesNothingOnItsOwn() {
        assertThat(List.of(layout.forward("m", List.of("orders"), 1, 1), layout.reverse(unit, 1, 1)))
                .allSatisfy(config -> assertThat(config)
                        .containsEntry("exactly.once.support", "required")
                        .containsEntry("consumer.isolation.level", "read_committed")
                        .containsEntry("source.consumer.isolation.level", "read_committed")
                        .containsEntry("sync.topic.configs.enabled", "false")
                        .containsEntry("sync.topic.acls.enabled", "false")
                        .containsEntry("offset-syncs.topic.location", "target")
                        .containsEntry(
                                "replication.policy.class",
                                "org.apache.kafka.connect.mirror.IdentityReplicationPolicy"));
        assertThat(layout.checkpoint()).containsEntry("sync.group.offsets.enabled", "false");
        assertThat(new MirrorLayout(Specs.plain().atLeastOnce().spec(), 1, 1).forward("m", List.of("t"), 1, 1))
                .doesNotContainKey("exactly.once.support");
    }

    @Test
    void theLargestRecordOfATopicFitsIntoARequest() {
        assertThat(layout.forward("m", List.of("t"), 1, 8_000_000))
                .containsEntry("producer.override.max.request.size", "8065536");
        assertThat(layout.forward("m", List.of("t"), 1, 10))
                .containsEntry("producer.override.max.request.size", "1048576");
    }

    @Test
    void thePatternOfATopicMatchesThatTopicAndNoOther() {
        String chars = "ab.-_AZ09";
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<String> names = List.of(name(random, chars), name(random, chars), name(random, chars));
            Pattern pattern = asMirrorMakerDoes(layout.forward("m", names, 3, 1).getOrDefault("topics", ""));

            for (String name : names) {
                assertThat(name).as("seed %d", seed).matches(pattern);
                for (int i = 0; i < name.length(); i++) {
                    String other = name.substring(0, i) + (name.charAt(i) == 'x' ? "y" : "x") + name.substring(i + 1);
                    assertThat(pattern.matcher(other).matches())
                            .as("%s for one of %s, seed %d", other, names, seed)
                            .isEqualTo(names.contains(other));
                }
                assertThat(pattern.matcher(name + "x").matches()).isEqualTo(names.contains(name + "x"));
            }
        }
    }

    @Test
    void checkpointsFollowTheDescribedGroupsSoThatANewGroupIsNoDrift() {
        assertThat(layout.checkpoint()).containsEntry("groups", ".*").containsEntry("groups.exclude", "kmig\\..*");
    }

    private static String name(Random random, String chars) {
        StringBuilder name = new StringBuilder("t");
        for (int i = random.nextInt(6); i >= 0; i--) {
            name.append(chars.charAt(random.nextInt(chars.length())));
        }
        return name.toString();
    }

    /** A list is split at commas with the blanks around them, and joined with |. */
    private static Pattern asMirrorMakerDoes(String list) {
        return Pattern.compile(String.join("|", list.strip().split("\\s*,\\s*", -1)));
    }
}
