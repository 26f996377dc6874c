package io.kmig.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole sandbox: a blue and a green cluster, Connect workers on green, and a PostgreSQL with a blue and a green
 * database if wanted.
 *
 * @param directory for its files; data goes to {@code run} below it and is deleted at the end, logs go to {@code logs}
 *     and stay. Null for a temporary directory, all of it deleted at the end. A detached sandbox needs one: its state
 *     directory
 * @param blueVersion of the blue cluster, see {@link KafkaSpec#version}; green is the newest
 * @param nodes of each cluster, 1 or 3
 * @param workers how many Connect workers, at least 1
 * @param postgres whether there is a database server, and a Connect worker on blue with Debezium for it
 * @param pluginPath for the workers on green, see {@link ConnectPlugins}; empty for MirrorMaker, and Debezium if there
 *     is a database server
 * @param workerProperties added to all workers'
 * @param environment added to the workers' environment: the place for secrets
 * @param minimumFreeBytes usable space at the directory below which nothing is started
 */
public record SandboxSpec(
        @Nullable Path directory,
        String blueVersion,
        int nodes,
        int workers,
        boolean postgres,
        List<Path> pluginPath,
        Map<String, String> workerProperties,
        Map<String, String> environment,
        long minimumFreeBytes) {
    private static final long ONE_GIB = 1L << 30;

    public SandboxSpec {
        // workers run in another directory
        pluginPath = pluginPath.stream().map(Path::toAbsolutePath).toList();
        workerProperties = Map.copyOf(workerProperties);
        environment = Map.copyOf(environment);
    }

    /** Two clusters of one node of the newest version, one worker, no database, 1 GiB of space, temporary. */
    public static SandboxSpec temporary() {
        return new SandboxSpec(null, KafkaSpec.V4_3_1, 1, 1, false, List.of(), Map.of(), Map.of(), ONE_GIB);
    }

    /** The same in a directory. */
    public static SandboxSpec in(Path directory) {
        return temporary().withDirectory(directory);
    }

    public SandboxSpec withDirectory(@Nullable Path value) {
        return new SandboxSpec(
                value,
                blueVersion,
                nodes,
                workers,
                postgres,
                pluginPath,
                workerProperties,
                environment,
                minimumFreeBytes);
    }

    public SandboxSpec withBlueVersion(String value) {
        return new SandboxSpec(
                directory,
                value,
                nodes,
                workers,
                postgres,
                pluginPath,
                workerProperties,
                environment,
                minimumFreeBytes);
    }

    public SandboxSpec withNodes(int value) {
        return new SandboxSpec(
                directory,
                blueVersion,
                value,
                workers,
                postgres,
                pluginPath,
                workerProperties,
                environment,
                minimumFreeBytes);
    }

    public SandboxSpec withWorkers(int value) {
        return new SandboxSpec(
                directory,
                blueVersion,
                nodes,
                value,
                postgres,
                pluginPath,
                workerProperties,
                environment,
                minimumFreeBytes);
    }

    public SandboxSpec withPostgres(boolean value) {
        return new SandboxSpec(
                directory,
                blueVersion,
                nodes,
                workers,
                value,
                pluginPath,
                workerProperties,
                environment,
                minimumFreeBytes);
    }

    public SandboxSpec withPluginPath(List<Path> value) {
        return new SandboxSpec(
                directory,
                blueVersion,
                nodes,
                workers,
                postgres,
                value,
                workerProperties,
                environment,
                minimumFreeBytes);
    }

    public SandboxSpec withWorkerProperties(Map<String, String> value) {
        return new SandboxSpec(
                directory, blueVersion, nodes, workers, postgres, pluginPath, value, environment, minimumFreeBytes);
    }

    public SandboxSpec withEnvironment(Map<String, String> value) {
        return new SandboxSpec(
                directory,
                blueVersion,
                nodes,
                workers,
                postgres,
                pluginPath,
                workerProperties,
                value,
                minimumFreeBytes);
    }

    public SandboxSpec withMinimumFreeBytes(long value) {
        return new SandboxSpec(
                directory, blueVersion, nodes, workers, postgres, pluginPath, workerProperties, environment, value);
    }

    /** Environment values are secrets. */
    @Override
    public String toString() {
        return "SandboxSpec[directory=%s, blueVersion=%s, nodes=%d, workers=%d, postgres=%s, environment=%s]"
                .formatted(directory, blueVersion, nodes, workers, postgres, environment.keySet());
    }
}
