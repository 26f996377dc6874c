package io.kmig.core.plan;

import static io.kmig.testkit.Specs.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.spec.MigrationSpec.CutoverSpec;
import io.kmig.core.spec.MigrationSpec.Fence;
import io.kmig.core.spec.MigrationSpec.Mode;
import io.kmig.core.spec.MigrationSpec.OnFailure;
import io.kmig.testkit.Specs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FingerprintTest {
    @Test
    void aSavedPlanFitsInEveryProcess() throws Exception {
        // immutable maps iterate in an order of their own in each JVM
        for (int i = 0; i < 3; i++) {
            assertThat(inAnotherProcess()).isEqualTo(fingerprint());
        }
    }

    private static String inAnotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FingerprintTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    /** Prints the fingerprint of the same plan. */
    public static void main(String[] arguments) {
        System.out.println(fingerprint());
    }

    private static String fingerprint() {
        var spec = Specs.plain()
                .with(client("billing", List.of("billing"), List.of("invoices")))
                .blue(Map.of("a", "1", "b", "2", "c", "3", "d", "4"))
                .cutover(new CutoverSpec(
                        Mode.FENCED,
                        List.of(Fence.HOOK),
                        Duration.ofSeconds(30),
                        OnFailure.PAUSE,
                        List.of(Map.of("query", "up", "interval", "1s", "with", Map.of("x", 1, "y", 2, "z", 3))),
                        Duration.ofHours(1)))
                .spec();
        return new Sketch()
                .blueTopic("orders", 1, Map.of("retention.ms", "1", "flush.ms", "2", "cleanup.policy", "compact"))
                .blueTopic("invoices", 1, Map.of())
                .group("billing", "orders", "invoices", "b", "a")
                .plan(spec)
                .fingerprint();
    }
}
