package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code ./kmig} in a checkout whose Maven and java are stand-ins: what it says, what it starts, what it
 * leaves. The stand-in for java shows its arguments, the one for Maven counts its calls and ends when it is let go.
 */
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("kmig.home"), "kmig");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> TOOLS = List.of(
            "sh",
            "env",
            "dirname",
            "readlink",
            "find",
            "mkdir",
            "touch",
            "grep",
            "tail",
            "head",
            "cut",
            "sleep",
            "cat",
            "ls",
            "awk",
            "sed",
            "wc",
            "mv",
            "rm",
            "ln");

    @TempDir
    Path directory;

    private Path checkout;
    private Path bin;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void aCheckout() throws IOException {
        checkout = Files.createDirectories(directory.resolve("a checkout"));
        bin = Files.createDirectories(directory.resolve("bin"));
        Files.copy(LAUNCHER, checkout.resolve("kmig"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>\n");
        Files.createDirectories(source().getParent());
        Files.writeString(source(), "class A {}\n");
        program(checkout.resolve("mvnw"), """
                echo call >>calls
                echo "$JAVA_HOME" >java_home
                echo $$ >maven.pid
                mkdir -p toolkit-cli/target
                : >toolkit-cli/target/toolkit-cli-1.jar
                echo lib.jar >toolkit-cli/target/classpath
                echo '[INFO] Building kmig 0.1.0-SNAPSHOT                                    [1/2]'
                echo '[INFO] Building jar: kmig.jar'
                echo '[INFO] Building kmig: the command 0.1.0-SNAPSHOT                       [2/2]'
                until [ ! -f hold ]; do sleep 0.05; done
                if [ -f broken ]; then echo '[ERROR] A.java:[1,7] class expected'; exit 1; fi
                """);
        tools(TOOLS);
        tool("setsid");
        tool("flock");
        java("17.0.1", "17", true);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        started.stream()
                .flatMap(p -> Stream.concat(Stream.of(p.toHandle()), p.descendants()))
                .forEach(ProcessHandle::destroyForcibly);
        // the links first: JUnit warns of each that leads out of its directory
        try (Stream<Path> links = Files.list(bin)) {
            links.filter(Files::isSymbolicLink).forEach(link -> link.toFile().delete());
        }
    }

    private Path source() {
        return checkout.resolve("toolkit-cli/src/main/java/A.java");
    }

    /** Only what the script needs, so that whatever java the machine has is not among it. */
    private void tools(List<String> names) {
        names.forEach(name -> assertThat(tool(name)).as(name).isTrue());
    }

    private boolean tool(String name) {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(":", -1))
                .map(d -> Path.of(d, name))
                .filter(Files::isExecutable)
                .findFirst();
        found.ifPresent(path -> {
            try {
                Files.createSymbolicLink(bin.resolve(name), path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return found.isPresent();
    }

    /** Puts a java on the PATH, as systems do: a link to the one in the home of a JDK. */
    private Path java(String version, String specification, boolean compiler) throws IOException {
        Path home = jdk(version, specification, compiler);
        Files.deleteIfExists(bin.resolve("java"));
        Files.createSymbolicLink(bin.resolve("java"), home.resolve("bin/java"));
        return home;
    }

    private Path jdk(String version, String specification, boolean compiler) throws IOException {
        Path home = directory.resolve("jdk-" + version);
        Files.createDirectories(home.resolve("bin"));
        if (compiler) {
            program(home.resolve("bin/javac"), "");
        }
        program(home.resolve("bin/java"), """
                case "$*" in
                  *-XshowSettings:properties*)
                    echo asked >>'%s'
                    echo 'Property settings:' >&2
                    echo '    java.home = %s' >&2
                    echo '    java.specification.version = %s' >&2
                    echo '    java.version = %s' >&2
                    ;;
                  *DumpLoadedClassList*|*Xshare:dump*)
                    for a; do
                      case $a in
                        -XX:DumpLoadedClassList=*) printf 'Object id: 0\\nOf%%s id: 1\\n' $$ >"${a#*=}" ;;
                        -XX:SharedClassListFile=*) cat "${a#*=}" >'%s' ;;
                      esac
                    done
                    ;;
                  *' linger') echo lingers; until [ ! -f lingering ]; do sleep 0.05; done ;;
                  *) printf '<%%s>\n' "$@"; echo "JAVA_HOME=${JAVA_HOME:-}" ;;
                esac
                """.formatted(
                        directory.resolve("asked"), home, specification, version, directory.resolve("listed")));
        return home;
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A run of the script, its two streams in files. */
    private record Run(Process process, Path out, Path err) {
        Run awaitError(String text) {
            return awaitText(err, text);
        }

        Run awaitOut(String text) {
            return awaitText(out, text);
        }

        private Run awaitText(Path file, String text) {
            await("'" + text + "'")
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> read(file).contains(text));
            return this;
        }

        Ended end() {
            await("its end").atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> !process.isAlive());
            return new Ended(process.exitValue(), read(out), read(err));
        }
    }

    private record Ended(int exit, String out, String err) {
        Ended exits(int code) {
            assertThat(exit).as(this::toString).isEqualTo(code);
            return this;
        }

        Ended says(String... texts) {
            assertThat(err).as(this::toString).contains(texts);
            return this;
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Run start(Map<String, String> environment, Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (DefaultInterrupt.WORKS) {
            command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
        }
        command.add(script.toString());
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "run-", ".out");
        Path err = Files.createTempFile(directory, "run-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(key -> !key.equals("LANG"));
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return new Run(process, out, err);
    }

    /** A shell that ignored Ctrl-C from birth could not react to it: so does one started in the background. */
    private static final class DefaultInterrupt {
        static final boolean WORKS = works();

        private static boolean works() {
            try {
                return new ProcessBuilder("/usr/bin/env", "--default-signal=INT", "true")
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .onExit()
                                .join()
                                .exitValue()
                        == 0;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private Run start(String... arguments) throws IOException {
        return start(Map.of(), checkout.resolve("kmig"), arguments);
    }

    private Ended kmig(String... arguments) throws IOException {
        return start(arguments).end();
    }

    private long builds() {
        return read(checkout.resolve("calls")).lines().count();
    }

    private long asked() {
        return read(directory.resolve("asked")).lines().count();
    }

    private Path hold() throws IOException {
        return Files.createFile(checkout.resolve("hold"));
    }

    private ProcessHandle maven() {
        await("Maven").atMost(SOON).until(() -> read(checkout.resolve("maven.pid"))
                .endsWith("\n"));
        return ProcessHandle.of(
                        Long.parseLong(read(checkout.resolve("maven.pid")).strip()))
                .orElseThrow();
    }

    private void withoutFlock() throws IOException {
        Files.deleteIfExists(bin.resolve("flock"));
    }

    @Test
    void buildsOnFirstUseOnlyAndHandsEveryArgumentOnAsItIs() throws IOException {
        Ended first = kmig("plan", "--set", "a=two words", "", "*").exits(0);
        Ended second = kmig("--version").exits(0);

        assertThat(first.out())
                .contains("<-cp>\n<", "toolkit-cli-1.jar:lib.jar>\n<io.kmig.cli.Main>")
                .contains("<plan>\n<--set>\n<a=two words>\n<>\n<*>\n")
                .endsWith("JAVA_HOME=\n");
        first.says("kmig: building", "kmig: built");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
        assertThat(read(checkout.resolve("java_home"))).isEqualTo(directory.resolve("jdk-17.0.1") + "\n");
    }

    @Test
    void asksAJavaOnceWhatItIsAndAnotherAgain() throws IOException {
        kmig().exits(0);
        kmig().exits(0);
        long askedOfOne = asked();
        java("21.0.2", "21", false);
        kmig().exits(0);

        long askedOfTwo = asked();
        kmig().exits(0);

        assertThat(askedOfOne).isEqualTo(1);
        assertThat(askedOfTwo).isEqualTo(2);
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void listsEveryClassOfBothTrialRunsOnceAndWithoutTheNumberANewerJdkGivesIt() throws IOException {
        kmig().exits(0);

        List<String> listed = read(directory.resolve("listed")).lines().toList();

        assertThat(listed).hasSize(3).startsWith("Object").allMatch(line -> line.matches("Object|Of\\d+"));
    }

    @Test
    void saysThatThereIsNoJava() throws IOException {
        Files.delete(bin.resolve("java"));

        Ended run = kmig("plan");

        run.exits(3).says("kmig: no java found", "remedy: install a JDK 17 or newer");
        assertThat(run.out()).isEmpty();
        assertThat(checkout.resolve("toolkit-cli/target")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.0.22 11", "1.8.0_402 1.8", "9.0.4 9", "16.0.2 16"})
    void refusesAJavaThatIsTooOldAndSaysWhichItFound(String old) throws IOException {
        String version = old.split(" ", -1)[0];
        java(version, old.split(" ", -1)[1], true);

        Ended run = kmig("plan");

        run.exits(3)
                .says("Java 17 or newer", bin.resolve("java") + " is Java " + version, "jdk-" + version, "JAVA_HOME");
        assertThat(checkout.resolve("toolkit-cli/target")).doesNotExist();
    }

    @Test
    void refusesAnOldJavaThatCameAfterTheBuild() throws IOException {
        kmig().exits(0);
        java("11.0.22", "11", true);

        Ended run = kmig("plan");

        run.exits(3).says("is Java 11.0.22");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void refusesToBuildWithARuntimeThatHasNoCompilerButRunsOnIt() throws IOException {
        java("17.0.9", "17", false);
        Ended run = kmig("plan");
        java("17.0.1", "17", true);
        kmig().exits(0);
        java("17.0.9", "17", false);

        Ended built = kmig("plan");

        run.exits(3).says("a runtime without a compiler: Java 17.0.9", "no bin/javac", "remedy: ");
        assertThat(run.err()).doesNotContain("building");
        built.exits(0);
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void takesTheJavaOfJavaHomeBeforeTheOneOnThePath() throws IOException {
        Path home = jdk("21.0.2", "21", true);
        java("11.0.22", "11", true);

        Ended run = start(Map.of("JAVA_HOME", home.toString()), checkout.resolve("kmig"), "plan")
                .end();

        run.exits(0);
        assertThat(read(checkout.resolve("java_home"))).isEqualTo(home + "\n");
    }

    @Test
    void showsTheEndOfTheLogOfAFailedBuildAndBuildsAgainTheNextTime() throws IOException {
        Files.createFile(checkout.resolve("broken"));
        Ended failed = kmig("plan");
        Files.delete(checkout.resolve("broken"));

        Ended mended = kmig("plan");

        failed.exits(1).says("the build failed; the end of ", "kmig-build.log", "[ERROR] A.java:[1,7] class expected");
        assertThat(failed.out()).isEmpty();
        mended.exits(0);
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void offATerminalItPrintsALinePerModule() throws IOException {
        Path hold = hold();
        Run run = start("plan").awaitError("[2/2]");
        Files.delete(hold);

        Ended ended = run.end();

        assertThat(ended.exits(0).err().lines())
                .containsSubsequence(
                        "  [1/2] kmig 0.1.0-SNAPSHOT", "  [2/2] kmig: the command 0.1.0-SNAPSHOT", "kmig: built");
        assertThat(ended.err()).doesNotContain("kmig.jar").doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneOfTwoBuildsAndTheOtherWaitsAndSaysSo(boolean flock) throws IOException {
        if (!flock) {
            withoutFlock();
        }
        Path hold = hold();
        Run one = start("plan").awaitError("building (first use");
        Run two = start("status").awaitError("another ./kmig");
        Files.delete(hold);

        one.end().exits(0).says("kmig: built");
        Ended waited = two.end().exits(0).says("waiting for it", "the other one has built");

        assertThat(waited.out()).contains("<status>");
        assertThat(builds()).isEqualTo(1);
        assertThat(locks()).isEmpty();
    }

    /** What would hold others up; the file of flock stays, it is the system that holds its lock. */
    private List<Path> locks() throws IOException {
        try (Stream<Path> files = Files.list(checkout.resolve("toolkit-cli/target"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("kmig.lock."))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBuilderThatWasKilledTakesMavenWithItAndHoldsNobodyUp(boolean flock) throws IOException {
        if (!flock) {
            withoutFlock();
        }
        Path hold = hold();
        Run killed = start("plan").awaitError("building");
        ProcessHandle maven = maven();
        killed.process().destroyForcibly().onExit().join();
        await("Maven's end").atMost(SOON).until(() -> KmigRun.gone(maven));
        Files.delete(hold);

        Ended next = kmig("plan");

        next.exits(0).says("kmig: built");
        assertThat(builds()).isEqualTo(2);
        assertThat(locks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ctrlCLeavesNoMavenAndNoLock(boolean flock) throws IOException {
        if (!flock) {
            withoutFlock();
        }
        Path hold = hold();
        Run building = start("plan").awaitError("building");
        ProcessHandle maven = maven();
        Run waiting = start("plan").awaitError("another ./kmig");

        interrupt(waiting).end().exits(130);
        Ended interrupted = interrupt(building).end();

        interrupted.exits(130);
        assertThat(KmigRun.gone(maven)).isTrue();
        assertThat(locks()).isEmpty();
        Files.delete(hold);
        assertThat(kmig("plan").exits(0).err()).doesNotContain("another ./kmig");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKmigThatRunsHoldsNobodyUp(boolean flock) throws IOException {
        if (!flock) {
            withoutFlock();
        }
        Path lingering = Files.createFile(directory.resolve("lingering"));
        Run runs = start("linger").awaitOut("lingers");
        Files.delete(checkout.resolve("toolkit-cli/target/kmig.built"));

        Ended other = kmig("plan");

        Files.delete(lingering);
        runs.end().exits(0);
        assertThat(other.exits(0).err()).contains("kmig: built").doesNotContain("another ./kmig");
    }

    @Test
    void saysWhatAJavaSaysThatDoesNotStart() throws IOException {
        program(java("17.0.3", "17", true).resolve("bin/java"), "echo 'libjvm.so: not found' >&2; exit 1\n");

        Ended run = kmig("plan");

        run.exits(3).says("does not start: libjvm.so: not found", "remedy: ");
    }

    private static Run interrupt(Run run) throws IOException {
        String signal = DefaultInterrupt.WORKS ? "INT" : "TERM";
        new ProcessBuilder(
                        "/bin/sh", "-c", "kill -" + signal + " " + run.process().pid())
                .start()
                .onExit()
                .join();
        return run;
    }

    @Test
    void aChangedSourceIsBuiltUnlessThatIsForbidden() throws IOException {
        kmig().exits(0);
        // older than the source, which is as if the source were saved now
        Files.setLastModifiedTime(
                checkout.resolve("toolkit-cli/target/kmig.built"),
                FileTime.from(Files.getLastModifiedTime(source()).toInstant().minusSeconds(1)));

        Ended forbidden = start(Map.of("KMIG_NO_REBUILD", "1"), checkout.resolve("kmig"), "plan")
                .end()
                .exits(0);
        long withoutRebuild = builds();
        kmig("plan").exits(0).says("kmig: built");
        kmig("plan").exits(0);

        assertThat(forbidden.err()).isEmpty();
        assertThat(withoutRebuild).isEqualTo(1);
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aChangedTestIsNotBuilt() throws IOException {
        kmig().exits(0);
        Path test = Files.createDirectories(checkout.resolve("toolkit-cli/src/test/java"))
                .resolve("ATest.java");
        Files.writeString(test, "class ATest {}\n");

        kmig().exits(0);

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void findsItsCheckoutThroughALinkAndThroughThePath() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("linked"), checkout.resolve("kmig"));
        Files.createSymbolicLink(bin.resolve("kmig"), checkout.resolve("kmig"));
        Path byPath = bin.resolve("by-path");
        program(byPath, "exec kmig \"$@\"\n");

        Ended linked = start(Map.of(), link, "plan").end();
        Ended found = start(Map.of(), byPath, "plan").end();

        for (Ended run : List.of(linked, found)) {
            assertThat(run.exits(0).out()).contains("<-Dkmig.home=" + checkout.toRealPath() + ">");
        }
        assertThat(builds()).isEqualTo(1);
    }
}
