package io.kmig.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kmig.sandbox.child.ProcessIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParentDeathIT {
    private static final Pattern SPACE = Pattern.compile(" ");

    @Test
    void killedParentLeavesNoProcessAndNoTemporaryDirectoryEvenWithAStoppedChild() throws Exception {
        try (World world = World.start()) {
            assertThat(world.processes())
                    .hasSizeGreaterThan(4)
                    .allMatch(process -> process.state() != ProcessIdentity.State.DOWN);
            assertThat(world.directories()).hasSize(2).allMatch(Files::isDirectory);
            assertThat(world.paused().state()).isEqualTo(ProcessIdentity.State.PAUSED);

            world.parent().destroyForcibly();

            Processes.awaitGone(world.processes());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> world.directories().stream().noneMatch(Files::exists));
        }
    }

    @Test
    void interruptedParentTakesEverythingDownBeforeItEnds() throws Exception {
        try (World world = World.start()) {

            // what Ctrl-C sends
            new ProcessBuilder("/bin/sh", "-c", "kill -INT " + world.parent().pid())
                    .start()
                    .onExit()
                    .join();
            assertThat(world.parent().waitFor(60, TimeUnit.SECONDS))
                    .as("ended by SIGINT, which whoever started the tests must not ignore (as a shell's & does)")
                    .isTrue();

            assertThat(world.processes()).allMatch(process -> process.state() == ProcessIdentity.State.DOWN);
            assertThat(world.directories()).noneMatch(Files::exists);
        }
    }

    private record World(
            Process parent, List<Path> directories, List<ProcessIdentity> processes, ProcessIdentity paused)
            implements AutoCloseable {
        @Override
        public void close() {
            parent.destroyForcibly();
        }

        static World start() throws IOException {
            Process parent = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dkmig.home=" + System.getProperty("kmig.home"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            WorldForKilling.class.getName())
                    .redirectErrorStream(true)
                    .start();
            BufferedReader out = parent.inputReader(StandardCharsets.UTF_8);
            List<Path> directories = words(out.readLine()).map(Path::of).toList();
            List<ProcessIdentity> processes = words(out.readLine())
                    .map(word -> new ProcessIdentity(
                            Long.parseLong(word.substring(0, word.indexOf(':'))),
                            Long.parseLong(word.substring(word.indexOf(':') + 1))))
                    .toList();
            long paused = Long.parseLong(out.readLine().substring("paused ".length()));
            return new World(
                    parent,
                    directories,
                    processes,
                    processes.stream()
                            .filter(process -> process.pid() == paused)
                            .findFirst()
                            .orElseThrow());
        }

        private static Stream<String> words(String line) {
            return SPACE.splitAsStream(line);
        }
    }
}
