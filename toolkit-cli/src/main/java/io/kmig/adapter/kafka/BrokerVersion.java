package io.kmig.adapter.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a cluster's release, for display; decisions probe by effect. The first that answers:
 *
 * <ol>
 *   <li>the finalised feature {@code metadata.version} of KRaft clusters, as {@code 4.3-IV0}: the level the cluster runs
 *       at, which its software may exceed;
 *   <li>a broker's {@code inter.broker.protocol.version}, as {@code 2.8-IV1}: the same for ZooKeeper clusters;
 *   <li>a lower bound from which requests the brokers understand, as {@code >= 2.6}.
 * </ol>
 */
final class BrokerVersion {
    private static final long PROBE_SECONDS = 10;

    /** Names of metadata levels from 1 on, as in Kafka's MetadataVersion. */
    private static final List<String> LEVELS = List.of(
            "3.0-IV1", "3.1-IV0", "3.2-IV0", "3.3-IV0", "3.3-IV1", "3.3-IV2", "3.3-IV3", "3.4-IV0", "3.5-IV0",
            "3.5-IV1", "3.5-IV2", "3.6-IV0", "3.6-IV1", "3.6-IV2", "3.7-IV0", "3.7-IV1", "3.7-IV2", "3.7-IV3",
            "3.7-IV4", "3.8-IV0", "3.9-IV0", "4.0-IV0", "4.0-IV1", "4.0-IV2", "4.0-IV3", "4.1-IV0", "4.1-IV1",
            "4.2-IV0", "4.2-IV1", "4.3-IV0");

    private final Admin admin;

    BrokerVersion(Admin admin) {
        this.admin = admin;
    }

    String text(Collection<Node> nodes) throws InterruptedException {
        String level = metadataLevel();
        if (level != null) {
            return level;
        }
        String protocol = protocol(nodes);
        return protocol != null ? protocol : bound();
    }

    static String level(int level) {
        return level <= LEVELS.size() ? LEVELS.get(level - 1) : "> " + LEVELS.get(LEVELS.size() - 1);
    }

    private @Nullable String metadataLevel() throws InterruptedException {
        var features = answer(() -> admin.describeFeatures().featureMetadata());
        var finalised = features == null ? null : features.finalizedFeatures().get("metadata.version");
        return finalised == null || finalised.maxVersionLevel() < 1 ? null : level(finalised.maxVersionLevel());
    }

    private @Nullable String protocol(Collection<Node> nodes) throws InterruptedException {
        for (Node node : nodes) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
            Map<ConfigResource, Config> configs =
                    answer(() -> admin.describeConfigs(List.of(broker)).all());
            Config config = configs == null ? null : configs.get(broker);
            ConfigEntry entry = config == null ? null : config.get("inter.broker.protocol.version");
            if (entry != null && entry.value() != null) {
                return entry.value();
            }
        }
        return null;
    }

    private String bound() throws InterruptedException {
        if (understood(() -> admin.listTransactions().all())) {
            return ">= 3.0";
        }
        if (understood(() -> admin.describeUserScramCredentials().all())) {
            return ">= 2.7";
        }
        if (understood(() -> admin.describeClientQuotas(ClientQuotaFilter.contains(List.of()))
                .entities())) {
            return ">= 2.6";
        }
        if (understood(() -> admin.listPartitionReassignments().reassignments())) {
            return ">= 2.4";
        }
        return ">= 2.1";
    }

    /** A refusal for want of permission shows that the request is known. */
    private <T> boolean understood(Supplier<KafkaFuture<T>> request) throws InterruptedException {
        try {
            request.get().get(PROBE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            return !(e.getCause() instanceof UnsupportedVersionException);
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Nothing here is worth failing for: who may not ask one way is asked another. */
    private <T> @Nullable T answer(Supplier<KafkaFuture<T>> request) throws InterruptedException {
        try {
            return request.get().get(PROBE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }
}
