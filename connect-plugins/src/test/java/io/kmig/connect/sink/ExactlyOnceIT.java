package io.kmig.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.connect.sink.state.Fenced;
import io.kmig.connect.testkit.Changes;
import io.kmig.connect.testkit.GreenDatabase;
import io.kmig.connect.testkit.TaskRun;
import io.kmig.sandbox.PostgresServer;
import io.kmig.sandbox.PostgresSpec;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Rows and offsets together or not at all, on a real database. */
class ExactlyOnceIT {
    private static final String PEOPLE = "CREATE TABLE people (id int PRIMARY KEY, name text, note text)";
    private static final String ALL = "SELECT * FROM people ORDER BY id";
    private static final String OFFSETS = "SELECT topic, partition, next_offset, epoch, migration FROM kmig_offsets";

    private final Changes changes = Changes.people();
    private final TopicPartition partition = new TopicPartition(changes.topic(), 0);

    @Test
    void beginsAtTheStartAndThenWhereTheDatabaseIs() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);

        try (TaskRun first = TaskRun.start(green.settings(), changes.topic(), 0)) {
            assertThat(first.rewinds).containsEntry(partition, 0L);
            assertThat(first.committed()).isEmpty();
            first.put(changes.insert(1, "a", "a"), changes.insert(2, "b", "b"));
            assertThat(first.committed()).containsEntry(partition, 2L);
        }
        try (TaskRun second = TaskRun.start(green.settings(), changes.topic(), 0)) {
            assertThat(second.rewinds).containsEntry(partition, 2L);
        }

        assertThat(green.rows(OFFSETS)).containsExactly("blue.public.people|0|2|2|test");
    }

    @Test
    void appliesNothingTwiceWhenTheSameRecordsAreDeliveredAgain() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);
        SinkRecord insert = changes.insert(1, "first", "x");
        SinkRecord delete = changes.delete(1);

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(insert, delete);
            task.put(insert);
        }

        assertThat(green.rows(ALL)).isEmpty();
        assertThat(green.rows(OFFSETS)).containsExactly("blue.public.people|0|2|1|test");
    }

    @Test
    void rollsBackAndStopsATaskWhosePartitionAnotherHas() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);

        try (TaskRun zombie = TaskRun.start(green.settings(), changes.topic(), 0)) {
            zombie.put(changes.insert(1, "a", "a"));
            try (TaskRun heir = TaskRun.start(green.settings(), changes.topic(), 0)) {
                assertThat(heir.rewinds).containsEntry(partition, 1L);
                assertThatThrownBy(() -> zombie.put(changes.insert(2, "by the zombie", "b")))
                        .isInstanceOf(Fenced.class)
                        .hasMessageContaining("topic blue.public.people, partition 0")
                        .hasMessageContaining("epoch 1");
                heir.put(changes.at(1).insert(2, "by the heir", "b"));
            }
        }

        assertThat(green.rows(ALL)).containsExactly("1|a|a", "2|by the heir|b");
        assertThat(green.rows(OFFSETS)).containsExactly("blue.public.people|0|2|2|test");
    }

    @Test
    void rollsTheOffsetBackWithTheRows() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            assertThatThrownBy(() -> task.put(changes.insert(1, "a", "a"), changes.schemaless()))
                    .isInstanceOf(DataException.class);
            assertThat(task.committed()).isEmpty();
        }

        assertThat(green.rows(ALL)).isEmpty();
        assertThat(green.rows(OFFSETS)).containsExactly("blue.public.people|0|NULL|1|test");
    }

    @Test
    void stopsRightBeforeARowItCantApply() throws Exception {
        GreenDatabase green =
                GreenDatabase.fresh(PEOPLE, "CREATE TABLE pets (id int PRIMARY KEY, name varchar(3), note text)");
        Changes pets = Changes.of("pets", Changes.peopleRow());

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.open(pets.topic(), 0);
            assertThatThrownBy(() -> task.put(
                            changes.insert(1, "a", "a"),
                            pets.insert(1, "cat", "a"),
                            pets.insert(2, "too long", "a"),
                            changes.insert(2, "b", "b"),
                            changes.update(7, "x", Changes.PLACEHOLDER)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("topic blue.public.pets, partition 0, offset 1");
            assertThat(task.committed())
                    .containsEntry(partition, 1L)
                    .containsEntry(new TopicPartition(pets.topic(), 0), 1L);
        }

        assertThat(green.rows(ALL)).containsExactly("1|a|a");
        assertThat(green.rows("SELECT * FROM pets")).containsExactly("1|cat|a");
    }

    @Test
    void saysHowToGetPastEventsThatCaptureSentTwice() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(
                "CREATE TABLE people (id int PRIMARY KEY, name text, note text, CONSTRAINT one_name UNIQUE (name))");
        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.insert(5, "a", "long"), changes.insert(6, "b", "long"));
            task.put(changes.update(5, "c", Changes.PLACEHOLDER), changes.delete(5), changes.update(6, "c", "x"));

            SinkRecord firstAgain = changes.insert(5, "c", "long");
            assertThatThrownBy(() -> task.put(firstAgain))
                    .hasMessageContaining("unique violation, constraint one_name")
                    .hasMessageContaining("drop the constraint until the task has gone past it");
            SinkRecord secondAgain = changes.at(5).update(5, "c", Changes.PLACEHOLDER);
            assertThatThrownBy(() -> task.put(secondAgain))
                    .hasMessageContaining("the row is not here")
                    .hasMessageContaining("exactly.once.support")
                    .hasMessageContaining("set the connector's offset of this partition to 6");
        }
        Map<TopicPartition, Long> past = new HashMap<>();
        past.put(partition, 6L);
        new KmigSinkConnector().alterOffsets(green.settings(), past);
        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.at(6).delete(5), changes.update(6, "c", "x"));
        }

        assertThat(green.rows(ALL)).containsExactly("6|c|x");
    }

    @Test
    void triesTheSameRecordsAgainAfterItsConnectionWasCut() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);
        SinkRecord second = changes.at(1).insert(2, "b", "b");

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(changes.at(0).insert(1, "a", "a"));
            cutConnections(green);
            assertThatThrownBy(() -> task.put(second)).isInstanceOf(RetriableException.class);
            task.put(second);

            assertThat(task.committed()).containsEntry(partition, 2L);
        }

        assertThat(green.rows(ALL)).containsExactly("1|a|a", "2|b|b");
        assertThat(green.rows(OFFSETS)).containsExactly("blue.public.people|0|2|1|test");
    }

    @Test
    void seesThatItWasReplacedWhileItWasDisconnected() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);

        try (TaskRun zombie = TaskRun.start(green.settings(), changes.topic(), 0)) {
            zombie.put(changes.insert(1, "a", "a"));
            cutConnections(green);
            SinkRecord second = changes.insert(2, "b", "b");
            assertThatThrownBy(() -> zombie.put(second)).isInstanceOf(RetriableException.class);
            TaskRun.start(green.settings(), changes.topic(), 0).close();

            assertThatThrownBy(() -> zombie.put(second)).isInstanceOf(Fenced.class);
        }
    }

    @Test
    void waitsForADatabaseThatIsDownWhenPartitionsArrive() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresSpec.named("away"))) {
            GreenDatabase green = GreenDatabase.on(server, PEOPLE);
            try (TaskRun first = TaskRun.start(green.settings(), changes.topic(), 0)) {
                first.put(changes.insert(1, "a", "a"), changes.insert(2, "b", "b"));
            }
            server.kill();

            try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
                SinkRecord tooEarly = changes.at(0).insert(1, "a", "a");
                assertThatThrownBy(() -> task.put(tooEarly)).isInstanceOf(RetriableException.class);
                assertThat(task.rewinds).isEmpty();
                server.restart();
                // read before the claim, so dropped here and read again from where the database is
                task.put(tooEarly);
                assertThat(task.rewinds).containsEntry(partition, 2L);
                task.put(changes.at(2).delete(1));
            }

            assertThat(green.rows(ALL)).containsExactly("2|b|b");
        }
    }

    @Test
    void refusesRecordsFromBeforeItsStart() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);
        try (TaskRun first = TaskRun.start(green.settings(), changes.topic(), 0)) {
            first.put(changes.at(9).insert(1, "a", "a"));
        }

        try (TaskRun second = TaskRun.start(green.settings(), changes.topic(), 0)) {
            assertThatThrownBy(() -> second.put(changes.at(0).insert(2, "b", "b")))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("re-created");
        }
    }

    @Test
    void refusesToWorkOnTheOffsetsOfAnotherMigration() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);
        TaskRun.start(green.settings(), changes.topic(), 0).close();
        Map<String, String> other = green.settings();
        other.put("migration", "another");

        assertThatThrownBy(() -> TaskRun.start(other, changes.topic(), 0))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("migration 'test'");
    }

    @Test
    void keepsOffsetsByTheTopicsOwnNameWhateverATransformationMadeOfIt() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);
        SinkRecord record = changes.insert(1, "a", "a");
        SinkRecord renamed = record.newRecord(
                "renamed",
                5,
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());

        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0)) {
            task.put(renamed);
        }

        assertThat(green.rows(OFFSETS)).containsExactly("blue.public.people|0|1|1|test");
    }

    @Test
    void beginsWhereItsOffsetsWereSetByHand() throws Exception {
        GreenDatabase green = GreenDatabase.fresh(PEOPLE);
        try (TaskRun zombie = TaskRun.start(green.settings(), changes.topic(), 0)) {
            zombie.put(changes.insert(1, "a", "a"));
            Map<TopicPartition, Long> wanted = new HashMap<>();
            wanted.put(partition, 7L);
            wanted.put(new TopicPartition(changes.topic(), 1), null);

            assertThat(new KmigSinkConnector().alterOffsets(green.settings(), wanted))
                    .isTrue();

            assertThatThrownBy(() -> zombie.put(changes.insert(2, "b", "b"))).isInstanceOf(Fenced.class);
        }
        try (TaskRun task = TaskRun.start(green.settings(), changes.topic(), 0, 1)) {
            assertThat(task.rewinds)
                    .containsEntry(partition, 7L)
                    .containsEntry(new TopicPartition(changes.topic(), 1), 0L);
        }
    }

    private static void cutConnections(GreenDatabase green) throws Exception {
        try (Connection connection = green.server().connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '"
                    + green.name() + "'");
        }
    }
}
