package io.kmig.cli.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.cli.config.ConfigReader;
import io.kmig.core.estate.ClusterIdentity;
import io.kmig.core.estate.Estate;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.core.spec.MigrationSpec.CutoverSpec;
import io.kmig.core.spec.MigrationSpec.Fence;
import io.kmig.core.spec.MigrationSpec.Hook;
import io.kmig.core.spec.MigrationSpec.Mode;
import io.kmig.core.spec.MigrationSpec.OnFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterFileTest {
    @TempDir
    private Path dir;

    private static Estate estate(Collection<String> topics, Collection<GroupFacts> groups) {
        Map<String, TopicFacts> topicFacts = new HashMap<>();
        topics.forEach(name -> topicFacts.put(name, new TopicFacts(name, "", 3, 1, Map.of())));
        Map<String, GroupFacts> groupFacts = new HashMap<>();
        groups.forEach(group -> groupFacts.put(group.name(), group));
        return new Estate(new ClusterIdentity("blue-id", "2.8", 3), topicFacts, groupFacts);
    }

    private static GroupFacts group(String name) {
        return new GroupFacts(name, "classic", "STABLE", 2, Map.of());
    }

    private static String starter(Estate estate) {
        return StarterFile.text(new StarterFile.Known(
                "shop", new StarterFile.Side("b1:9092,b2:9092", null), Optional.empty(), Optional.empty(), estate));
    }

    private MigrationSpec read(String text) throws IOException {
        return new ConfigReader().read(Files.writeString(dir.resolve("kmig.yaml"), text));
    }

    @Test
    void theStarterForAnOrdinaryEstateIsValidAndListsWhatWasFound() throws IOException {
        Estate estate = estate(
                List.of("orders.created", "orders.paid", "audit", "payments-eu"),
                List.of(group("billing"), group("shipping")));

        MigrationSpec spec = read(starter(estate));

        assertThat(spec.name()).isEqualTo("shop");
        assertThat(spec.blue().bootstrap()).isEqualTo("b1:9092,b2:9092");
        assertThat(spec.replication().topicsInclude()).containsExactly("audit", "orders\\..*", "payments-eu");
        assertThat(spec.clients()).extracting(ClientSpec::name).containsExactly("billing", "shipping");
        assertThat(spec.clients()).allSatisfy(client -> {
            assertThat(client.groups()).containsExactly(client.name());
            assertThat(client.produces()).isEmpty();
            assertThat(client.stop()).isInstanceOf(Hook.Manual.class);
            assertThat(client.start()).isInstanceOf(Hook.Manual.class);
        });
    }

    @Test
    void itOffersNothingThatThisVersionRefuses() throws IOException {
        String text = starter(estate(List.of("orders"), List.of(group("billing"))));

        assertThat(text).doesNotContain("rolling", "dual-write", "acl", "rollback", "gates", "finish", "strimzi");
        assertThat(read(text).cutover())
                .isEqualTo(new CutoverSpec(
                        Mode.FENCED,
                        List.of(Fence.HOOK),
                        Duration.ofSeconds(30),
                        OnFailure.PAUSE,
                        List.of(),
                        Duration.ofHours(24)));
    }

    @Test
    void itSaysWhatNoClusterCanTellAndMarksWhatIsToBeFilledIn() {
        String text = starter(estate(List.of("orders"), List.of(group("billing"))));

        assertThat(text)
                .contains("Kafka does not record who writes which topic")
                .contains("applications that only write have no group")
                .contains("produces: []   # TODO")
                .contains("# TODO reads: applications that keep their positions themselves")
                .contains("# TODO the new cluster's bootstrap servers; the name below is a placeholder")
                .contains("# TODO its REST address");
    }

    @Test
    void whatTheOperatorHasNamedIsNoPlaceholder() throws IOException {
        Files.writeString(dir.resolve("blue.properties"), "security.protocol=SSL\n");
        Files.writeString(dir.resolve("green.properties"), "");

        String text = StarterFile.text(new StarterFile.Known(
                "shop",
                new StarterFile.Side("b1:9092", "blue.properties"),
                Optional.of(new StarterFile.Side("g1:9092", "green.properties")),
                Optional.of("http://workers:8083"),
                estate(List.of(), List.of())));
        MigrationSpec spec = read(text);

        assertThat(text).doesNotContain("placeholder");
        assertThat(spec.blue().properties()).containsEntry("security.protocol", "SSL");
        assertThat(spec.green().bootstrap()).isEqualTo("g1:9092");
        assertThat(spec.connectGreen().url()).isEqualTo("http://workers:8083");
        assertThat(spec.replication().topicsInclude()).containsExactly(".*");
        assertThat(spec.clients()).isEmpty();
    }

    @Test
    void machineryIsLeftOutAndACommentSaysSo() throws IOException {
        Estate estate = estate(
                List.of(
                        "__consumer_offsets",
                        "connect-configs",
                        "connect-orders",
                        "connect-users",
                        "kmig.old.journal",
                        "heartbeats",
                        "blue.checkpoints.internal"),
                List.of(
                        group("kmig.old.validator"),
                        group("connect-jdbc-sink"),
                        new GroupFacts("queue", "share", "STABLE", 1, Map.of()),
                        group("billing")));

        String text = starter(estate);
        MigrationSpec spec = read(text);

        assertThat(spec.replication().topicsInclude()).containsExactly("connect-.*");
        assertThat(spec.replication().topicsExclude()).containsExactly("connect-configs");
        assertThat(spec.clients()).extracting(ClientSpec::name).containsExactly("billing");
        assertThat(text)
                .contains("#   \"connect-configs\": internal to Connect workers, by its name")
                .contains("#   \"__consumer_offsets\": internal to Kafka")
                .contains("#   \"kmig.old.journal\": kmig's own")
                .contains("#   \"connect-jdbc-sink\": a sink connector's")
                .contains("#   \"queue\": a share group");
    }

    @Test
    void manyUnrelatedTopicsBecomeOnePatternInsteadOfASelection() throws IOException {
        List<String> topics = IntStream.range(0, 500).mapToObj(i -> "topic" + i).toList();

        MigrationSpec spec = read(starter(estate(topics, List.of())));

        assertThat(spec.replication().topicsInclude()).containsExactly(".*");
    }

    @Test
    void groupIdsThatWouldBreakOutOfQuotesLinesOrCommentsDoNot() throws IOException {
        List<String> ids =
                List.of("a\nclients: []", "\"quoted\"", "back\\slash", "# comment", "naïve ☃ 😀", "${env:PW}x");

        MigrationSpec spec = read(starter(
                estate(List.of("t"), ids.stream().map(StarterFileTest::group).toList())));

        assertThat(spec.clients()).flatExtracting(ClientSpec::groups).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(spec.clients()).extracting(ClientSpec::name).doesNotHaveDuplicates();
    }

    @Test
    void theStarterOfAnyEstateIsValidAndLeavesNoApplicationsTopicOrGroupBehind() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            Set<String> topics = new HashSet<>();
            IntStream.range(0, random.nextInt(80)).forEach(i -> topics.add(topicName(random)));
            Set<String> groups = new HashSet<>();
            IntStream.range(0, random.nextInt(30)).forEach(i -> groups.add(groupName(random)));
            Estate estate =
                    estate(topics, groups.stream().map(StarterFileTest::group).toList());

            String text = starter(estate);
            MigrationSpec spec;
            try {
                spec = read(text);
            } catch (RuntimeException refused) {
                throw new AssertionError("seed " + seed + " round " + round + "\n" + text, refused);
            }

            assertThat(topics.stream().filter(topic -> LeftOut.topic(topic).isEmpty()))
                    .as("seed %d round %d", seed, round)
                    .allSatisfy(topic ->
                            assertThat(replicated(spec, topic)).as(topic).isTrue());
            assertThat(topics.stream()
                            .filter(topic -> LeftOut.topic(topic).isPresent())
                            .filter(topic -> !topic.startsWith("kmig.")))
                    .as("seed %d round %d", seed, round)
                    .allSatisfy(topic ->
                            assertThat(replicated(spec, topic)).as(topic).isFalse());
            assertThat(spec.clients())
                    .as("seed %d round %d", seed, round)
                    .flatExtracting(ClientSpec::groups)
                    .containsExactlyInAnyOrderElementsOf(groups.stream()
                            .filter(id -> LeftOut.group(group(id)).isEmpty())
                            .toList());
        }
    }

    private static boolean replicated(MigrationSpec spec, String topic) {
        return spec.replication().topicsInclude().stream().anyMatch(topic::matches)
                && spec.replication().topicsExclude().stream().noneMatch(topic::matches);
    }

    private static String topicName(Random random) {
        List<String> words = Arrays.asList("orders", "a", "connect", "kmig", "__x", "configs", "B7", "heartbeats", "_");
        StringBuilder name = new StringBuilder(words.get(random.nextInt(words.size())));
        for (int i = random.nextInt(4); i > 0; i--) {
            name.append(".-_x".charAt(random.nextInt(4))).append(words.get(random.nextInt(words.size())));
        }
        return name.toString();
    }

    private static String groupName(Random random) {
        String[] starts = {"", "kmig.", "connect-", "billing", "*", "&", "!"};
        StringBuilder name = new StringBuilder(starts[random.nextInt(starts.length)]);
        for (int i = random.nextInt(12); i > 0; i--) {
            int c = random.nextInt(10) == 0 ? random.nextInt(0x11000) : random.nextInt(0x80);
            name.appendCodePoint(Character.isSurrogate((char) c) && c < 0x10000 ? 'x' : c);
        }
        return name.toString();
    }
}
