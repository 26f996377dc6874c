package io.kmig.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;

/** Directories for a worker's {@code plugin.path}, as the build laid them out; a caller adds its own. */
public final class ConnectPlugins {
    private static final String DEBEZIUM = "debezium-3.5.0";

    private ConnectPlugins() {}

    /**
     * MirrorMaker's connectors.
     *
     * @throws SandboxException {@code KMIG-5001} when the build has not laid them out
     */
    public static Path mirror() {
        return KafkaDist.plugins(KafkaSpec.V4_3_1);
    }

    /**
     * kmig's own plugins: the sink, and what damages a mirrored record on purpose.
     *
     * @throws SandboxException {@code KMIG-5001} when the build has not laid them out
     */
    public static Path kmig() {
        Path plugins =
                KafkaDist.home().resolve("connect-plugins").resolve("target").resolve("plugin");
        if (!Files.isDirectory(plugins)) {
            throw SandboxException.notBuilt(
                    "kmig's Connect plugins are missing: %s is no directory".formatted(plugins));
        }
        return plugins;
    }

    /**
     * Debezium's connector for PostgreSQL.
     *
     * @throws SandboxException {@code KMIG-5001} when the build has not laid it out
     */
    public static Path debezium() {
        Path plugins = KafkaDist.home()
                .resolve("sandbox")
                .resolve("dist")
                .resolve(DEBEZIUM)
                .resolve("target")
                .resolve("plugins");
        if (!Files.isDirectory(plugins)) {
            throw SandboxException.notBuilt(
                    "the Connect plugin %s is missing: %s is no directory".formatted(DEBEZIUM, plugins));
        }
        return plugins;
    }
}
