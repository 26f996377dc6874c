package io.kmig.adapter.kafka;

import io.kmig.core.error.KmigException;
import io.kmig.core.estate.ClusterIdentity;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.OpenTransaction;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ClusterPort;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.Node;

/**
 * A real cluster through Kafka's admin client: brokers from 2.1 on. A request is given 10 s, a whole call 30 s, the first
 * look at construction 10 s. Safe for use by several threads.
 */
public final class KafkaCluster implements ClusterPort {
    private static final int FIRST_LOOK_MILLIS = 8_000;
    private static final String DESCRIBE = "describe itself";

    private final Connection connection;
    private final AdminCalls calls;
    private final ClusterIdentity identity;
    private final TopicInventory topics;
    private final TopicChanges topicChanges;
    private final GroupInventory groups;
    private final GroupChanges groupChanges;
    private final Transactions transactions;
    private final UndecidedTransactions undecided;
    private final LogBounds bounds;

    /**
     * Connects, and fails at once when the cluster does not answer or does not accept the credentials.
     *
     * @param properties client properties with bootstrap.servers, every reference resolved
     */
    public KafkaCluster(Colour colour, Map<String, Object> properties) {
        this.connection = new Connection(colour, properties);
        this.calls = new AdminCalls(connection, new Failures(connection));
        try {
            this.identity = look();
        } catch (KmigException e) {
            calls.close();
            throw e;
        }
        this.topics = new TopicInventory(calls);
        this.topicChanges = new TopicChanges(calls);
        this.groups = new GroupInventory(calls);
        this.groupChanges = new GroupChanges(calls, groups);
        this.transactions = new Transactions(calls);
        this.undecided = new UndecidedTransactions(calls);
        this.bounds = new LogBounds(calls);
    }

    @Override
    public Colour colour() {
        return connection.colour();
    }

    /** As seen at construction: who a cluster is does not change under an open connection. */
    @Override
    public ClusterIdentity identity() {
        return identity;
    }

    @Override
    public Map<String, TopicFacts> topics() {
        return topics.all();
    }

    @Override
    public Map<String, TopicFacts> topics(Collection<String> names) {
        return topics.of(names);
    }

    @Override
    public Map<String, GroupFacts> groups() {
        return groups.all();
    }

    @Override
    public Map<String, GroupFacts> groups(Collection<String> names) {
        return groups.of(names);
    }

    @Override
    public Map<String, Map<Tp, GroupOffset>> stableOffsets(Collection<String> names) {
        return groups.stableOffsets(names);
    }

    @Override
    public Map<String, Set<Tp>> pendingCommits(Collection<String> names) {
        return names.isEmpty() ? Map.of() : groups.pendingCommits(names, topics.partitions());
    }

    @Override
    public List<String> members(String group) {
        return groups.members(group);
    }

    @Override
    public void commitOffsets(String group, Map<Tp, GroupOffset> offsets) {
        groupChanges.commit(group, offsets);
    }

    @Override
    public Map<Tp, LogEnds> ends(Collection<Tp> partitions) {
        return bounds.of(partitions);
    }

    @Override
    public EachEnds endsOfEach(Collection<Tp> partitions) {
        return bounds.ofEach(partitions);
    }

    @Override
    public void createTopic(String name, int partitions, int replicationFactor, Map<String, String> configs) {
        topicChanges.create(name, partitions, replicationFactor, configs);
    }

    @Override
    public void addPartitions(String name, int total) {
        topicChanges.addPartitions(name, total);
    }

    @Override
    public void alterTopicConfigs(String name, Map<String, String> set, Set<String> remove) {
        topicChanges.alter(name, set, remove);
    }

    @Override
    public void removeMembers(String group) {
        groupChanges.removeMembers(group);
    }

    @Override
    public void fenceProducers(Collection<String> transactionalIds) {
        transactions.fence(transactionalIds);
    }

    @Override
    public Set<String> transactionalIds() {
        return transactions.known();
    }

    @Override
    public List<OpenTransaction> openTransactions(Collection<Tp> partitions) {
        return undecided.on(partitions);
    }

    @Override
    public void abort(OpenTransaction hanging) {
        undecided.abort(hanging);
    }

    @Override
    public Set<String> openTransactions() {
        return transactions.undecided();
    }

    @Override
    public Set<String> connectGroups() {
        return groups.withProtocol(GroupInventory.CONNECT_PROTOCOL);
    }

    @Override
    public List<String> recentProducers(Collection<Tp> partitions) {
        return transactions.producers(partitions);
    }

    @Override
    public void close() {
        calls.close();
    }

    private ClusterIdentity look() {
        DescribeClusterOptions options = new DescribeClusterOptions();
        options.timeoutMs(FIRST_LOOK_MILLIS);
        DescribeClusterResult cluster = calls.admin().describeCluster(options);
        String id = calls.get(cluster.clusterId(), DESCRIBE);
        Collection<Node> nodes = calls.get(cluster.nodes(), DESCRIBE);
        try {
            return new ClusterIdentity(id, new BrokerVersion(calls.admin()).text(nodes), nodes.size());
        } catch (InterruptedException e) {
            throw calls.failures().interrupted(DESCRIBE);
        }
    }
}
