package io.kmig.ledger.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Payload;
import io.kmig.ledger.record.RecordFile;
import io.kmig.ledger.record.RecordReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberingTest {
    @TempDir
    Path dir;

    @Test
    void numbersPerProducerAndPerTopicAndKey() throws IOException {
        try (RecordFile file = open()) {
            Numbering numbering = new Numbering("shop", file);

            assertThat(numbering.next("orders", "a")).isEqualTo(new Payload("shop", 0, 0));
            assertThat(numbering.next("orders", "b")).isEqualTo(new Payload("shop", 1, 0));
            assertThat(numbering.next("orders", "a")).isEqualTo(new Payload("shop", 2, 1));
            assertThat(numbering.next("refunds", "a")).isEqualTo(new Payload("shop", 3, 0));
        }
    }

    @Test
    void reservesABlockBeforeItsFirstNumberIsUsed() throws IOException {
        try (RecordFile file = open()) {
            Numbering numbering = new Numbering("shop", file);
            for (int i = 0; i < Numbering.BLOCK; i++) {
                numbering.next("orders", "a");
            }
            assertThat(rows()).hasSize(1);

            long first = numbering.next("orders", "a").seq();

            assertThat(rows())
                    .extracting(r -> ((ClientRow.Reserved) r).upTo())
                    .containsExactly((long) Numbering.BLOCK, 2L * Numbering.BLOCK);
            assertThat(first).isEqualTo(Numbering.BLOCK);
        }
    }

    @Test
    void afterAKillNoNumberIsUsedTwiceAndKeysGoOnRising() throws IOException {
        Payload last;
        try (RecordFile file = open()) {
            Numbering killed = new Numbering("shop", file);
            for (int i = 0; i < Numbering.BLOCK + 10; i++) killed.next("orders", "a");
            last = killed.next("orders", "a");
        }

        try (RecordFile file = open()) {
            Numbering next = new Numbering("shop", file);
            rows().forEach(next::recall);
            Payload first = next.next("orders", "a");

            assertThat(first.seq()).isGreaterThan(last.seq()).isEqualTo(2L * Numbering.BLOCK);
            assertThat(first.keySeq()).isGreaterThan(last.keySeq());
            assertThat(next.next("orders", "a").keySeq()).isEqualTo(first.keySeq() + 1);
        }
    }

    private RecordFile open() throws IOException {
        return RecordFile.open(RecordReader.fileOf(dir, "shop"), new HostClock());
    }

    private List<ClientRow> rows() throws IOException {
        List<ClientRow> rows = new ArrayList<>();
        RecordReader.read(RecordReader.fileOf(dir, "shop"), rows::add);
        return rows;
    }
}
