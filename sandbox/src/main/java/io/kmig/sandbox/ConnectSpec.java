package io.kmig.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Distributed Connect workers to start, with exactly-once source support and all client overrides allowed.
 *
 * @param name used for processes, the group, the internal topics, directories and log files
 * @param workers at least 1
 * @param pluginPath directories workers look for plugins in; empty for the built ones, which have MirrorMaker
 * @param directory for files and logs, kept at the end; null for a temporary one, deleted at the end
 * @param workerProperties added to every worker's, winning over the defaults, such as {@code config.providers}
 * @param environment added to the workers' environment: the place for secrets
 * @param heapMb each worker's largest heap, MiB
 * @param ports the workers' REST ports; empty for free ones
 * @param jvmOptions added to every worker's JVM, winning over the defaults
 * @param offsetFlushInterval how often source offsets are committed where exactly-once is off
 * @param readyTimeout how long all workers may take to get ready
 * @param minimumFreeBytes usable space below which nothing is started
 */
public record ConnectSpec(
        String name,
        int workers,
        List<Path> pluginPath,
        @Nullable Path directory,
        Map<String, String> workerProperties,
        Map<String, String> environment,
        int heapMb,
        List<Integer> ports,
        List<String> jvmOptions,
        Duration offsetFlushInterval,
        Duration readyTimeout,
        long minimumFreeBytes) {
    public ConnectSpec {
        if (!name.matches("[a-z0-9-]+")) throw new IllegalArgumentException("name: " + name);
        if (workers < 1) throw new IllegalArgumentException("workers: " + workers);
        if (!ports.isEmpty() && ports.size() != workers) {
            throw new IllegalArgumentException("%d ports for %d workers".formatted(ports.size(), workers));
        }
        pluginPath = List.copyOf(pluginPath);
        workerProperties = Map.copyOf(workerProperties);
        environment = Map.copyOf(environment);
        ports = List.copyOf(ports);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** One worker with the built plugins, a free port and a temporary directory. */
    public static ConnectSpec named(String name) {
        return new ConnectSpec(
                name,
                1,
                List.of(),
                null,
                Map.of(),
                Map.of(),
                320,
                List.of(),
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                128L << 20);
    }

    public ConnectSpec withWorkers(int value) {
        return new ConnectSpec(
                name,
                value,
                pluginPath,
                directory,
                workerProperties,
                environment,
                heapMb,
                ports,
                jvmOptions,
                offsetFlushInterval,
                readyTimeout,
                minimumFreeBytes);
    }

    public ConnectSpec withPluginPath(List<Path> value) {
        return new ConnectSpec(
                name,
                workers,
                value,
                directory,
                workerProperties,
                environment,
                heapMb,
                ports,
                jvmOptions,
                offsetFlushInterval,
                readyTimeout,
                minimumFreeBytes);
    }

    public ConnectSpec withDirectory(@Nullable Path value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                value,
                workerProperties,
                environment,
                heapMb,
                ports,
                jvmOptions,
                offsetFlushInterval,
                readyTimeout,
                minimumFreeBytes);
    }

    public ConnectSpec withWorkerProperties(Map<String, String> value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                directory,
                value,
                environment,
                heapMb,
                ports,
                jvmOptions,
                offsetFlushInterval,
                readyTimeout,
                minimumFreeBytes);
    }

    public ConnectSpec withEnvironment(Map<String, String> value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                directory,
                workerProperties,
                value,
                heapMb,
                ports,
                jvmOptions,
                offsetFlushInterval,
                readyTimeout,
                minimumFreeBytes);
    }

    public ConnectSpec withHeapMb(int value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                directory,
                workerProperties,
                environment,
                value,
                ports,
                jvmOptions,
                offsetFlushInterval,
                readyTimeout,
                minimumFreeBytes);
    }

    public ConnectSpec withPorts(List<Integer> value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                directory,
                workerProperties,
                environment,
                heapMb,
                value,
                jvmOptions,
                offsetFlushInterval,
                readyTimeout,
                minimumFreeBytes);
    }

    public ConnectSpec withJvmOptions(List<String> value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                directory,
                workerProperties,
                environment,
                heapMb,
                ports,
                value,
                offsetFlushInterval,
                readyTimeout,
                minimumFreeBytes);
    }

    public ConnectSpec withOffsetFlushInterval(Duration value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                directory,
                workerProperties,
                environment,
                heapMb,
                ports,
                jvmOptions,
                value,
                readyTimeout,
                minimumFreeBytes);
    }

    public ConnectSpec withReadyTimeout(Duration value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                directory,
                workerProperties,
                environment,
                heapMb,
                ports,
                jvmOptions,
                offsetFlushInterval,
                value,
                minimumFreeBytes);
    }

    public ConnectSpec withMinimumFreeBytes(long value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                directory,
                workerProperties,
                environment,
                heapMb,
                ports,
                jvmOptions,
                offsetFlushInterval,
                readyTimeout,
                value);
    }

    /** Environment values are secrets. */
    @Override
    public String toString() {
        return "ConnectSpec[name=%s, workers=%d, pluginPath=%s, directory=%s, environment=%s]"
                .formatted(name, workers, pluginPath, directory, environment.keySet());
    }
}
