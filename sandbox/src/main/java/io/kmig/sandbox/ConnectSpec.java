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
 * @param pluginPath directories workers look for plugins in, see {@link ConnectPlugins}; empty for MirrorMaker's alone
 * @param workerProperties added to every worker's, winning over the defaults, such as {@code config.providers}
 * @param environment added to the workers' environment: the place for secrets
 * @param ports the workers' REST ports; empty for free ones
 * @param place of their files
 * @param jvm of every worker
 * @param offsetFlushInterval how often source offsets are committed where exactly-once is off
 * @param readyTimeout how long each worker may take to get ready
 */
public record ConnectSpec(
        String name,
        int workers,
        List<Path> pluginPath,
        Map<String, String> workerProperties,
        Map<String, String> environment,
        List<Integer> ports,
        Place place,
        Jvm jvm,
        Duration offsetFlushInterval,
        Duration readyTimeout) {
    public ConnectSpec {
        if (!name.matches("[a-z0-9-]+")) throw new IllegalArgumentException("name: " + name);
        if (workers < 1) throw new IllegalArgumentException("workers: " + workers);
        if (!ports.isEmpty() && ports.size() != workers) {
            throw new IllegalArgumentException("%d ports for %d workers".formatted(ports.size(), workers));
        }
        // workers run in another directory
        pluginPath = pluginPath.stream().map(Path::toAbsolutePath).toList();
        workerProperties = Map.copyOf(workerProperties);
        environment = Map.copyOf(environment);
        ports = List.copyOf(ports);
    }

    /** One worker with the built plugins, a free port, a heap of 320 MiB and a temporary directory. */
    public static ConnectSpec named(String name) {
        return new ConnectSpec(
                name,
                1,
                List.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Place.temporary(128L << 20),
                new Jvm(320, List.of()),
                Duration.ofSeconds(1),
                Duration.ofMinutes(2));
    }

    public ConnectSpec withWorkers(int value) {
        return new ConnectSpec(
                name,
                value,
                pluginPath,
                workerProperties,
                environment,
                ports,
                place,
                jvm,
                offsetFlushInterval,
                readyTimeout);
    }

    public ConnectSpec withPluginPath(List<Path> value) {
        return new ConnectSpec(
                name,
                workers,
                value,
                workerProperties,
                environment,
                ports,
                place,
                jvm,
                offsetFlushInterval,
                readyTimeout);
    }

    public ConnectSpec withWorkerProperties(Map<String, String> value) {
        return new ConnectSpec(
                name, workers, pluginPath, value, environment, ports, place, jvm, offsetFlushInterval, readyTimeout);
    }

    public ConnectSpec withEnvironment(Map<String, String> value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                workerProperties,
                value,
                ports,
                place,
                jvm,
                offsetFlushInterval,
                readyTimeout);
    }

    public ConnectSpec withPorts(List<Integer> value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                workerProperties,
                environment,
                value,
                place,
                jvm,
                offsetFlushInterval,
                readyTimeout);
    }

    public ConnectSpec withDirectory(@Nullable Path value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                workerProperties,
                environment,
                ports,
                place.withDirectory(value),
                jvm,
                offsetFlushInterval,
                readyTimeout);
    }

    public ConnectSpec withLogDirectory(@Nullable Path value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                workerProperties,
                environment,
                ports,
                place.withLogDirectory(value),
                jvm,
                offsetFlushInterval,
                readyTimeout);
    }

    public ConnectSpec withMinimumFreeBytes(long value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                workerProperties,
                environment,
                ports,
                place.withMinimumFreeBytes(value),
                jvm,
                offsetFlushInterval,
                readyTimeout);
    }

    public ConnectSpec withHeapMb(int value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                workerProperties,
                environment,
                ports,
                place,
                new Jvm(value, jvm.options()),
                offsetFlushInterval,
                readyTimeout);
    }

    public ConnectSpec withJvmOptions(List<String> value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                workerProperties,
                environment,
                ports,
                place,
                new Jvm(jvm.heapMb(), value),
                offsetFlushInterval,
                readyTimeout);
    }

    public ConnectSpec withOffsetFlushInterval(Duration value) {
        return new ConnectSpec(
                name, workers, pluginPath, workerProperties, environment, ports, place, jvm, value, readyTimeout);
    }

    public ConnectSpec withReadyTimeout(Duration value) {
        return new ConnectSpec(
                name,
                workers,
                pluginPath,
                workerProperties,
                environment,
                ports,
                place,
                jvm,
                offsetFlushInterval,
                value);
    }

    /** Environment values are secrets. */
    @Override
    public String toString() {
        return "ConnectSpec[name=%s, workers=%d, pluginPath=%s, place=%s, environment=%s]"
                .formatted(name, workers, pluginPath, place, environment.keySet());
    }
}
