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
     * Debezium's connector for PostgreSQL.
     *
     * @throws SandboxException {@code KMIG-5001} when the build has not laid it out
     */
    public static Path debezium() {
        return laidOut(DEBEZIUM, "sandbox", "dist", DEBEZIUM, "target", "plugins");
    }

    /**
     * kmig's own plugins, its sink among them.
     *
     * @throws SandboxException {@code KMIG-5001} when the build has not laid them out
     */
    public static Path kmig() {
        return laidOut("connect-plugins", "connect-plugins", "target", "plugin");
    }

    private static Path laidOut(String name, String... below) {
        Path plugins = KafkaDist.home();
        for (String part : below) plugins = plugins.resolve(part);
        if (!Files.isDirectory(plugins)) {
            throw SandboxException.notBuilt(
                    "the Connect plugin %s is missing: %s is no directory".formatted(name, plugins));
        }
        return plugins;
    }
}
