package io.kmig.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The jars one Kafka version runs on, as the build laid them out.
 *
 * @param version the Kafka version
 * @param classPath of its processes
 */
record KafkaDist(String version, String classPath) {
    /** The system property that names the directory with {@code mvnw} in it. */
    static final String HOME = "kmig.home";

    /** @throws SandboxException {@code KMIG-5001} when the build has not written the class path */
    static KafkaDist of(String version) {
        Path file = target(version).resolve("classpath");
        try {
            return new KafkaDist(version, Files.readString(file).strip());
        } catch (IOException e) {
            throw SandboxException.notBuilt(
                    "the class path of Kafka %s is missing: %s cannot be read".formatted(version, file));
        }
    }

    /** The directory workers find MirrorMaker on: a real {@code plugin.path}, nothing of it on a class path. */
    static Path plugins(String version) {
        Path plugins = target(version).resolve("plugins");
        if (!Files.isDirectory(plugins)) {
            throw SandboxException.notBuilt(
                    "the Connect plugins of Kafka %s are missing: %s is no directory".formatted(version, plugins));
        }
        return plugins;
    }

    static Path home() {
        @Nullable String home = System.getProperty(HOME);
        if (home == null) {
            throw SandboxException.notBuilt(
                    "the system property %s is not set, so there is no build to start from".formatted(HOME));
        }
        return Path.of(home).toAbsolutePath().normalize();
    }

    private static Path target(String version) {
        return home().resolve("sandbox")
                .resolve("dist")
                .resolve("kafka-" + version)
                .resolve("target");
    }
}
