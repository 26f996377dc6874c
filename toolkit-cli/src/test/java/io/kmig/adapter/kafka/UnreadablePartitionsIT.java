package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.migration.PinOffsets;
import io.kmig.core.offsets.Translation;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.Estates;
import io.kmig.sandbox.KafkaSpec;
import io.kmig.sandbox.Security;
import io.kmig.testkit.BesideOthers;
import io.kmig.testkit.Specs;
import io.kmig.testkit.TwoClusters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A partition that can't be read is reported with its code, and the positions of all others are found. */
@ExtendWith(TwoClusters.Shared.class)
@BesideOthers
class UnreadablePartitionsIT {
    private static final String PASSWORD = "reader-secret-2281";
    private static final int RECORDS = 20;

    private static io.kmig.sandbox.KafkaCluster guarded;

    @BeforeAll
    static void start() {
        guarded = io.kmig.sandbox.KafkaCluster.start(KafkaSpec.named("guarded-blue")
                .withNodes(3)
                .withSecurity(Security.saslPlain("boss", "boss-secret").withUser("reader", PASSWORD))
                .withBrokerProperties(Map.of(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found",
                        "true")));
    }

    @AfterAll
    static void stop() {
        guarded.close();
    }

    @Test
    void aTopicThatIsDeniedIsReportedAndTheOthersAreExact(TwoClusters shared) {
        Tp unread = both(shared, "unread", 0);
        Tp hidden = both(shared, "hidden", 1);
        Tp unconfigured = both(shared, "unconfigured", 0);
        Tp open = both(shared, "open", 1);
        deny(unread, AclOperation.READ);
        deny(hidden, AclOperation.DESCRIBE);
        deny(unconfigured, AclOperation.DESCRIBE_CONFIGS);

        for (Colour denying : Colour.values()) {
            SortedMap<Tp, Translation> found = translate(shared, denying, List.of(unread, hidden, unconfigured, open));

            for (Tp denied : List.of(unread, hidden, unconfigured)) {
                assertUnresolved(found.get(denied), ErrorCode.PERMISSION_DENIED, denied);
            }
            assertThat(found.get(open)).as("%s denies", denying).isEqualTo(new Translation.Exact(5));
        }
    }

    @Test
    void partitionsOfABrokerThatDoesNotAnswerAreReportedAndTheOthersAreExact(TwoClusters shared) {
        Tp away = both(shared, "away", 2);
        Tp gone = new Tp(shared.fresh("unreadable-gone"), 0);
        Tp open = both(shared, "answering", 0);
        Tp other = both(shared, "answering", 1);
        guarded.pause(2);
        try {
            SortedMap<Tp, Translation> found = translate(shared, Colour.BLUE, List.of(away, gone, open, other));

            assertUnresolved(found.get(away), ErrorCode.CLUSTER_UNREACHABLE, away);
            assertThat(found.get(gone)).isInstanceOf(Translation.Unresolved.class);
            assertThat(found.get(open)).isEqualTo(new Translation.Exact(5));
            assertThat(found.get(other)).isEqualTo(new Translation.Exact(5));
        } finally {
            guarded.resume(2);
        }
    }

    private static void assertUnresolved(Translation translation, ErrorCode code, Tp tp) {
        assertThat(translation).isInstanceOfSatisfying(Translation.Unresolved.class, u -> assertThat(u.reason())
                .startsWith(code.id())
                .contains(tp.topic()));
    }

    /** @param guardedSide the other side is a cluster that allows everything */
    private static SortedMap<Tp, Translation> translate(TwoClusters shared, Colour guardedSide, List<Tp> partitions) {
        Map<String, Object> reader = new HashMap<>(guarded.clientProperties("reader", PASSWORD));
        Map<String, Object> other = shared.properties(Colour.GREEN);
        Map<String, Object> onBlue = guardedSide == Colour.BLUE ? reader : other;
        Map<String, Object> onGreen = guardedSide == Colour.BLUE ? other : reader;
        try (KafkaCluster blue = new KafkaCluster(Colour.BLUE, onBlue);
                KafkaCluster green = new KafkaCluster(Colour.GREEN, onGreen);
                KafkaRecordLog blueLog = new KafkaRecordLog(Colour.BLUE, onBlue);
                KafkaRecordLog greenLog = new KafkaRecordLog(Colour.GREEN, onGreen);
                MirrorTopics mirrorTopics = new MirrorTopics(Colour.GREEN, onGreen)) {
            Estates estates = new Estates(
                    blue,
                    green,
                    blueLog,
                    greenLog,
                    new ConnectRest(shared.connect().url()),
                    mirrorTopics);
            Map<Tp, GroupOffset> positions = new TreeMap<>();
            partitions.forEach(tp -> positions.put(tp, new GroupOffset(5, "")));
            return new TreeMap<>(
                    new PinOffsets(estates, new MirrorLayout(Specs.plain().spec(), 1, 1))
                            .preview(Map.of("group", positions), reading -> {})
                            .byGroup()
                            .get("group"));
        }
    }

    /** The same records on both sides; on blue on this broker alone. */
    private static Tp both(TwoClusters shared, String name, int broker) {
        Tp tp = new Tp(shared.fresh("unreadable-" + name), 0);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            records.add(new ProducerRecord<>(
                    tp.topic(), 0, RealLogs.NOW, null, ("v" + i).getBytes(StandardCharsets.UTF_8)));
        }
        Map<Map<String, Object>, NewTopic> sides = Map.of(
                new HashMap<>(guarded.clientProperties()),
                new NewTopic(tp.topic(), Map.of(0, List.of(broker))),
                shared.properties(Colour.GREEN),
                new NewTopic(tp.topic(), 1, (short) 1));
        sides.forEach((properties, topic) -> {
            try (Admin admin = Admin.create(properties);
                    Producer<byte[], byte[]> producer =
                            new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
                admin.createTopics(List.of(topic)).all().get();
                for (ProducerRecord<byte[], byte[]> record : records) {
                    producer.send(record).get();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        return tp;
    }

    private static void deny(Tp tp, AclOperation operation) {
        try (Admin admin = Admin.create(new HashMap<>(guarded.clientProperties()))) {
            List<AclBinding> acls = new ArrayList<>();
            acls.add(acl(tp, operation, AclPermissionType.DENY));
            for (AclOperation allowed :
                    List.of(AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)) {
                acls.add(acl(tp, allowed, AclPermissionType.ALLOW));
            }
            admin.createAcls(acls).all().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static AclBinding acl(Tp tp, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, tp.topic(), PatternType.LITERAL),
                new AccessControlEntry("User:reader", "*", operation, permission));
    }
}
