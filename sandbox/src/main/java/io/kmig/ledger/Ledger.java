package io.kmig.ledger;

import io.kmig.ledger.judge.Evidence;
import io.kmig.ledger.judge.Judge;
import io.kmig.ledger.judge.LedgerReport;
import io.kmig.ledger.judge.Question;
import io.kmig.ledger.judge.Sighting;
import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.RecordReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads both clusters from the beginning and the applications' record files, and judges.
 *
 * <p>Ask it when every producer is stopped and every group has read to the end (see {@link LedgerWaiter}): a record
 * acknowledged while it reads would look foreign, one not yet read would look lost. Retention must not have removed
 * anything; what compaction may remove has to be named in the question.
 */
public final class Ledger {
    private final Path records;
    private final Map<Cluster, ClusterAccess> clusters;
    private final Duration readWithin;

    /**
     * @param records the directory of the applications' record files
     * @param clusters how to read them; without the one that is left its part of the report is unknown
     * @param readWithin bound for reading one cluster
     */
    public Ledger(Path records, Map<Cluster, ClusterAccess> clusters, Duration readWithin) {
        this.records = records;
        this.clusters = Map.copyOf(clusters);
        this.readWithin = readWithin;
    }

    /**
     * @throws IllegalStateException if the home cluster is not among the clusters, or one of them isn't read in time
     * @throws UncheckedIOException if the record files can't be read
     * @throws org.apache.kafka.common.KafkaException if a cluster can't be read
     */
    public LedgerReport judge(Question question) {
        return new Judge(question).judge(new Gathered());
    }

    private final class Gathered implements Evidence {
        @Override
        public void rows(BiConsumer<String, ClientRow> each) {
            try {
                RecordReader.readAll(records, entry -> each.accept(entry.client(), entry.row()));
            } catch (IOException e) {
                throw new UncheckedIOException("the applications' record files can't be read", e);
            }
        }

        @Override
        public boolean sightings(Cluster cluster, Set<String> topics, Consumer<Sighting> each) {
            ClusterAccess access = clusters.get(cluster);
            if (access == null) return false;
            new ClusterReading(cluster.label(), access, readWithin).read(topics, each);
            return true;
        }
    }
}
