package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {
    @Test
    void keepersClassPathDoesNotDependOnItsDirectory() {
        String relative = "classes" + File.pathSeparator + "lib/some.jar";

        List<String> line = JavaCommand.keeper(96, relative, Path.of("request"));

        assertThat(line.get(line.indexOf("-cp") + 1))
                .isEqualTo(Path.of("classes").toAbsolutePath()
                        + File.pathSeparator
                        + Path.of("lib/some.jar").toAbsolutePath());
    }

    @Test
    void workersPluginPathDoesNotDependOnTheirDirectory() {
        List<Path> relative = List.of(Path.of("plugins"));

        assertThat(ConnectSpec.named("any").withPluginPath(relative).pluginPath())
                .allMatch(Path::isAbsolute);
        assertThat(SandboxSpec.temporary().withPluginPath(relative).pluginPath())
                .allMatch(Path::isAbsolute);
    }
}
