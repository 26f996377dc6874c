package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmig.core.estate.Colour;
import io.kmig.testkit.TwoClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What reads and has no position that kmig could carry is said by every command that should know, on real brokers. */
@ExtendWith(TwoClusters.Shared.class)
class GroupsNotCarriedIT {
    @Test
    void shareGroupsExternalPositionsAndPartlyCommittedGroupsAreNamed(TwoClusters clusters, @TempDir Path directory) {
        try (Migration migration = Migration.fresh(clusters, directory, "kinds");
                KafkaShareConsumer<byte[], byte[]> sharing = sharing(clusters, migration.topic("queue"))) {
            migration.onBlue("orders", 2, Map.of());
            migration.append("orders", 9, "order");
            migration.group(Colour.BLUE, "billing", "orders", 4);
            sharing.subscribe(List.of(migration.topic("orders")));
            migration.describe(
                    "{name: billing, groups: [%s]}".formatted(migration.topic("billing")),
                    "{name: worker, groups: [%s]}".formatted(migration.topic("queue")),
                    "{name: search, reads: [%s]}".formatted(migration.topic("orders")));
            await("the share group").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                sharing.poll(Duration.ofMillis(100));
                migration
                        .kmig("plan")
                        .exits(0)
                        .prints("group " + migration.topic("queue"), "is a share group (KIP-932)");
            });
            migration
                    .kmig("plan")
                    .exits(0)
                    .prints(
                            "client search",
                            "keeps its positions on " + migration.topic("orders") + " itself",
                            "shows no committed position on some partitions of " + migration.topic("orders"));
            migration.kmig("apply").exits(0);
            migration.awaitMirrored();

            KmigRun offsets = migration.kmig("offsets");
            JsonNode json = migration.kmig("offsets", "-o", "json").exits(6).json();
            KmigRun refused = migration.kmig(
                    "cutover", "--client", "worker", "--set", "validation.mode=off", "--confirm=" + migration.name());
            KmigRun lookedUp = migration.kmig("offsets", "--at", migration.topic("orders") + "-0=4", "-o", "json");

            offsets.exits(6).prints("NOT CARRIED", "share group", "external", "uncommitted", "1 exact");
            assertThat(json.path("notCarried").findValuesAsText("name"))
                    .containsExactly(migration.topic("queue"), "search");
            assertThat(json.path("uncommitted").asInt()).isEqualTo(1);
            refused.refuses("KMIG-4001", 5).says("is a share group", "share.auto.offset.reset");
            assertThat(lookedUp.exits(0)
                            .json()
                            .path("positions")
                            .get(0)
                            .path("green")
                            .asLong())
                    .isEqualTo(4);
            migration
                    .kmig("offsets", "--at", "orders=4", "--at", "orders-0=x", "--at", "orders")
                    .refuses("KMIG-1005", 2)
                    .says("'orders' is not a partition", "'x' is not an offset", "'orders' is not a position");
            migration
                    .kmig("offsets", "--at", "orders-0=4", "--group", "search")
                    .refuses("KMIG-1005", 2)
                    .says("--group");
            migration
                    .kmig("offsets", "--at", migration.topic("orders") + "-99=4")
                    .refuses("KMIG-1005", 2)
                    .says("partitions on blue");
        }
    }

    private static KafkaShareConsumer<byte[], byte[]> sharing(TwoClusters clusters, String group) {
        Map<String, Object> config = clusters.properties(Colour.BLUE);
        config.put("group.id", group);
        return new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
