package io.kmig.ledger.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.ledger.record.ClientRow.Acked;
import io.kmig.ledger.record.ClientRow.Alien;
import io.kmig.ledger.record.ClientRow.Began;
import io.kmig.ledger.record.ClientRow.Opened;
import io.kmig.ledger.record.ClientRow.Processed;
import io.kmig.ledger.record.ClientRow.Refused;
import io.kmig.ledger.record.ClientRow.Reserved;
import io.kmig.ledger.record.ClientRow.Unknown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
    @TempDir
    Path dir;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void everyKindOfRowComesBackAsItWasWritten() throws IOException {
        List<ClientRow> rows = List.of(
                new Opened(1, "billing", "processor", "billing", List.of("orders", "refunds"), List.of("invoices")),
                new Opened(2, "orders", "producer", null, List.of(), List.of("orders")),
                new Reserved(3, 1000),
                new Acked(4, Cluster.BLUE, "orders", 3, 99, "k 1", 17, 5),
                new Unknown(5, Cluster.GREEN, "orders", "k2", 18, 6, "TimeoutException: no answer"),
                new Refused(6, Cluster.BLUE, "orders", "k3", 19, 7, "aborted"),
                new Began(7, Cluster.BLUE, "orders", 0, 250),
                new Processed(8, Cluster.GREEN, "orders", 2, 251, "k1", "orders", 17, 5),
                new Alien(9, Cluster.GREEN, "orders", 2, 252));

        write("all", rows);

        assertThat(read("all")).isEqualTo(rows);
    }

    @Test
    void aReasonOverSeveralLinesStaysOneRow() throws IOException {
        write("one", List.of(new Unknown(1, Cluster.BLUE, "t", "k", 1, 1, "first\n\tsecond")));

        assertThat(read("one")).containsExactly(new Unknown(1, Cluster.BLUE, "t", "k", 1, 1, "first second"));
    }

    @Test
    void appendsToWhatIsThere() throws IOException {
        write("one", List.of(new Reserved(1, 10)));
        write("one", List.of(new Reserved(2, 20)));

        assertThat(read("one")).containsExactly(new Reserved(1, 10), new Reserved(2, 20));
    }

    @Test
    void aLastLineTornByAKillIsNoRowAndDoesNotSpoilTheNext() throws IOException {
        write("one", List.of(new Reserved(1, 10)));
        Files.writeString(RecordReader.fileOf(dir, "one"), "R\t2\t2", StandardOpenOption.APPEND);

        assertThat(read("one")).containsExactly(new Reserved(1, 10));
        write("one", List.of(new Reserved(3, 30)));

        assertThat(read("one")).containsExactly(new Reserved(1, 10), new Reserved(3, 30));
    }

    @Test
    void aSpoiltLineInTheMiddleIsNotPassedOver() throws IOException {
        Files.writeString(RecordReader.fileOf(dir, "one"), "R\t1\t10\nR\tgarbage\nR\t3\t30\n");

        assertThatThrownBy(() -> read("one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("garbage");
    }

    @Test
    void rowsAreThereForOthersAfterAFlushWithoutAClose() throws IOException {
        try (RecordFile file = RecordFile.open(RecordReader.fileOf(dir, "one"), clock::incrementAndGet)) {
            file.append(stamp -> new Reserved(stamp, 10));
            file.flush();

            assertThat(read("one")).containsExactly(new Reserved(1, 10));
        }
    }

    @Test
    void theFilesOfADirectoryAreMergedInTheOrderOfStamps() throws IOException {
        write("a", List.of(new Reserved(1, 0), new Reserved(4, 0), new Reserved(5, 0)));
        write("b", List.of(new Reserved(2, 0), new Reserved(3, 0), new Reserved(6, 0)));
        Files.writeString(dir.resolve("notes.txt"), "not a record file");

        List<String> merged = new ArrayList<>();
        RecordReader.readAll(dir, e -> merged.add(e.client() + e.row().stamp()));

        assertThat(merged).containsExactly("a1", "b2", "b3", "a4", "a5", "b6");
    }

    @Test
    void noFileMeansNoRows() throws IOException {
        assertThat(read("nobody")).isEmpty();
    }

    private void write(String client, List<ClientRow> rows) throws IOException {
        try (RecordFile file = RecordFile.open(RecordReader.fileOf(dir, client), clock::incrementAndGet)) {
            for (ClientRow row : rows) file.append(stamp -> row);
        }
    }

    private List<ClientRow> read(String client) throws IOException {
        List<ClientRow> rows = new ArrayList<>();
        RecordReader.read(RecordReader.fileOf(dir, client), rows::add);
        return rows;
    }
}
