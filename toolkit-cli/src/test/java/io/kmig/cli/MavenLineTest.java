package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MavenLineTest {
    private static final Path ROOT = Path.of(System.getProperty("kmig.home"));

    @Test
    void whatNobodyReadsIsNamed() throws IOException {
        assertThat(unknown("./mvnw -Dit.test=DemoIT -Dsurefire.skip=true verify"))
                .containsExactly("-Dsurefire.skip");
        assertThat(unknown("./mvnw -Dtest=NoSuchTest -Pslow -pl nowhere --fast check"))
                .containsExactly("-Dtest=NoSuchTest", "-Pslow", "-pl nowhere", "--fast", "check");
    }

    @Test
    void whatTheBuildReadsIsAccepted() throws IOException {
        assertThat(unknown("./mvnw -B -pl toolkit-cli,sandbox/dist/kafka-4.3.1 -am -Pbrowser -Dtest.floor.skip"
                        + " -Dkmig.chromium=PATH -Dtest=ReportInBrowserTest -DskipTests package"))
                .isEmpty();
    }

    private static List<String> unknown(String line) throws IOException {
        return MavenLine.unknown(ROOT, line);
    }
}
