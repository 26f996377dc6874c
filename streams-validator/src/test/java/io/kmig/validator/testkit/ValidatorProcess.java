package io.kmig.validator.testkit;

import io.kmig.validator.app.Scope;
import io.kmig.validator.app.Validator;
import io.kmig.validator.app.ValidatorSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A validator in a process of its own, to be killed. */
public final class ValidatorProcess {
    private ValidatorProcess() {}

    /** Arguments: migration, topic, state directory, bootstrap of blue, of green, bytes per second. */
    public static void main(String[] args) throws InterruptedException {
        ValidatorSettings settings = ValidatorSettings.of(
                args[0],
                Map.of("bootstrap.servers", args[3]),
                Map.of("bootstrap.servers", args[4]),
                Map.of(args[1], new Scope.Full()),
                Path.of(args[2]));
        ValidatorSettings slow = settings.withBytesPerSecond(Long.parseLong(args[5]));
        try (Validator validator = Validator.start(slow, partitions -> new HashMap<>())) {
            new CountDownLatch(1).await();
        }
    }

    /** Its temporary directory is {@code tmp} beside the state, made when it isn't there. */
    public static Process start(
            TwoClusters clusters, String migration, String topic, Path stateDir, long bytesPerSecond, Path log)
            throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path temporary = Files.createDirectories(stateDir.resolveSibling("tmp"));
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        classPath,
                        ValidatorProcess.class.getName(),
                        migration,
                        topic,
                        stateDir.toString(),
                        String.valueOf(clusters.blue().get("bootstrap.servers")),
                        String.valueOf(clusters.green().get("bootstrap.servers")),
                        String.valueOf(bytesPerSecond)))
                .redirectErrorStream(true)
                .redirectOutput(new File(log.toString()))
                .start();
    }
}
