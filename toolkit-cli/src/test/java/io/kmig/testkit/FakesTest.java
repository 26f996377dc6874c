package io.kmig.testkit;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import io.kmig.core.port.JournalPort;
import io.kmig.core.port.RecordLog;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The fakes keep the contracts of the real things. */
class FakesTest {
    @Nested
    class AsACluster extends ClusterPortContract {
        private final FakeCluster cluster = new FakeCluster(Colour.BLUE);
        private int names;

        @Override
        protected ClusterPort port() {
            return cluster;
        }

        @Override
        protected String fresh(String prefix) {
            return prefix + "-" + ++names;
        }

        @Override
        protected long append(Tp tp, String content) {
            return cluster.append(tp, content);
        }

        @Override
        protected void appendOpen(String transactionalId, Tp tp, String content) {
            cluster.produce(transactionalId, cluster.initTransactions(transactionalId), tp, content);
        }

        @Override
        protected void appendHanging(long producerId, Tp tp, String content) {
            cluster.appendHanging(producerId, tp, content);
        }

        @Override
        protected void join(String group, String topic) {
            cluster.group(group, "classic", "STABLE", 1);
        }

        @Override
        protected void commitOpen(String group, Tp tp) {
            cluster.pendingCommit(group, tp, true);
        }
    }

    @Nested
    class AsARecordLog extends RecordLogContract {
        private final FakeCluster cluster = new FakeCluster(Colour.BLUE);
        private int names;

        @Override
        protected RecordLog log() {
            return cluster;
        }

        @Override
        protected Tp freshPartition() {
            Tp tp = new Tp("log-" + ++names, 0);
            cluster.topic(tp.topic(), 1);
            return tp;
        }

        @Override
        protected long append(Tp tp, String content) {
            return cluster.append(tp, content);
        }

        @Override
        protected void transaction(Tp tp, boolean commit, String... contents) {
            int epoch = cluster.initTransactions("writer");
            for (String content : contents) {
                cluster.produce("writer", epoch, tp, content);
            }
            cluster.endTransaction("writer", epoch, commit);
        }

        @Override
        protected void appendOpen(Tp tp, String content) {
            cluster.produce("open-ended", cluster.initTransactions("open-ended"), tp, content);
        }

        @Override
        protected void purge(Tp tp, long newStart) {
            cluster.purge(tp, newStart);
        }

        @Override
        protected void recreate(Tp tp) {
            cluster.deleteTopic(tp.topic());
            cluster.topic(tp.topic(), 1);
        }
    }

    @Nested
    class AsAJournal extends JournalPortContract {
        private final Map<String, FakeJournal.Shelf> shelves = new HashMap<>();

        @Override
        protected JournalPort open(String machine) {
            return new FakeJournal(shelves.computeIfAbsent("green", key -> new FakeJournal.Shelf()), machine);
        }
    }
}
