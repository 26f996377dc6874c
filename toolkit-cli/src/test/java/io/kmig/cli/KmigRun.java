package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.sandbox.ProcessGuard;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One ended run of kmig as a process of its own: what a script sees of it. Assertions on it show both streams when they
 * fail.
 */
record KmigRun(List<String> arguments, int exit, String out, String err, Duration took) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Duration AT_MOST = Duration.ofMinutes(12);
    private static final String NOBODY = " </dev/null";

    static KmigRun in(Path directory, String... arguments) {
        return in(directory, Map.of(), arguments);
    }

    static KmigRun in(Path directory, Map<String, String> environment, String... arguments) {
        if (ClassData.isToBeMadeBy(arguments)) {
            return ClassData.by(option ->
                    start(option, "", NOBODY, directory, environment, arguments).end());
        }
        return start(directory, environment, arguments).end();
    }

    static Live start(Path directory, Map<String, String> environment, String... arguments) {
        return start(ClassData.option, "", NOBODY, directory, environment, arguments);
    }

    /** As if both streams were shown on a terminal. */
    static Live startAtTerminal(Path directory, Map<String, String> environment, String... arguments) {
        return start(ClassData.option, "12", NOBODY, directory, environment, arguments);
    }

    /** As if a person sat there, who types what {@link Live#type} is given. */
    static Live startAtKeyboard(Path directory, String... arguments) {
        return start(ClassData.option, "012", "", directory, Map.of("TERM", "dumb"), arguments);
    }

    /**
     * A shell waits for a word before it becomes kmig, and the word is said when the guard knows of it: were this JVM
     * killed in between, the shell would read the end of its input and exit. The word is all that it reads.
     *
     * @param classData an option for the JVM
     * @param in what kmig's standard input is in the shell's words; nothing for what is typed
     */
    private static Live start(
            String classData,
            String tty,
            String in,
            Path directory,
            Map<String, String> environment,
            String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "read -r go && exec \"$@\"" + in, "kmig"));
        command.addAll(DefaultInterrupt.PREFIX);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                classData,
                "-Xlog:disable",
                "-cp",
                ClassData.CLASS_PATH,
                "-Dkmig.home=" + System.getProperty("kmig.home"),
                // not the tests' own, which logs to the terminal
                "-Dlogback.configurationFile=logback.xml",
                "-Dkmig.tty=" + tty,
                "io.kmig.cli.Main"));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("kmig-run-", ".out");
            Path err = Files.createTempFile("kmig-run-", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().remove("NO_COLOR");
            builder.environment().putAll(environment);
            Process process = builder.start();
            Orphans.GUARD.takeAlong(process.toHandle());
            Live live = new Live(List.of(arguments), process, out, err, System.nanoTime());
            live.type("go");
            return live;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Loading classes is half of a short run's time. The first {@code apply} that succeeds leaves those it loaded in a
     * form that the runs after it map into memory, as the launcher's archive does for users.
     */
    private static final class ClassData {
        /** Without directories, of which no class data can be shared; the tests' own classes are none of kmig's. */
        static final String CLASS_PATH = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Files.isDirectory(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));

        static volatile String option = "-Xshare:auto";
        private static final AtomicBoolean BEING_MADE = new AtomicBoolean();

        static boolean isToBeMadeBy(String... arguments) {
            return arguments.length > 0 && arguments[0].equals("apply") && BEING_MADE.compareAndSet(false, true);
        }

        static KmigRun by(Function<String, KmigRun> run) {
            try {
                Path archive = Files.createTempDirectory("kmig-classes-").resolve("kmig.jsa");
                archive.getParent().toFile().deleteOnExit();
                archive.toFile().deleteOnExit();
                KmigRun ended = run.apply("-XX:ArchiveClassesAtExit=" + archive);
                if (ended.exit() == 0 && Files.exists(archive)) {
                    option = "-XX:SharedArchiveFile=" + archive;
                } else {
                    BEING_MADE.set(false);
                }
                return ended;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A run that this JVM leaves behind, by kill -9 too, is killed with its hooks. */
    private static final class Orphans {
        static final ProcessGuard GUARD = ProcessGuard.start();
    }

    /** A process that ignored Ctrl-C from birth would never see it: so does one started by a shell in the background. */
    private static final class DefaultInterrupt {
        static final List<String> PREFIX = works() ? List.of("env", "--default-signal=INT") : List.of();

        private static boolean works() {
            try {
                return new ProcessBuilder("env", "--default-signal=INT", "true")
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

    /** A run that has not ended. */
    record Live(List<String> arguments, Process process, Path out, Path err, long began) {
        KmigRun end() {
            try {
                if (!process.waitFor(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("did not end within " + AT_MOST + "\n" + kill());
                }
                return ended();
            } catch (InterruptedException e) {
                kill();
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private KmigRun ended() {
            KmigRun run = new KmigRun(
                    arguments,
                    process.onExit().join().exitValue(),
                    text(out),
                    text(err),
                    Duration.ofNanos(System.nanoTime() - began));
            out.toFile().delete();
            err.toFile().delete();
            return run;
        }

        /** Waits until stderr shows one of the texts. */
        Live awaitNarrative(String... texts) {
            return awaitText(err, texts);
        }

        /** Waits until stdout shows the text. */
        Live awaitResult(String text) {
            return awaitText(out, text);
        }

        private Live awaitText(Path file, String... texts) {
            await(String.join(" or ", texts) + " of kmig " + String.join(" ", arguments))
                    .atMost(AT_MOST)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        if (Arrays.stream(texts).anyMatch(text(file)::contains)) {
                            return true;
                        }
                        assertThat(process.isAlive())
                                .as(() ->
                                        "alive until it shows " + List.of(texts) + "\n" + text(out) + "\n" + text(err))
                                .isTrue();
                        return false;
                    });
            return this;
        }

        /** A line, with its end. */
        Live type(String line) {
            try {
                process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** kill -9. */
        KmigRun kill() {
            process.destroyForcibly();
            process.onExit().join();
            return ended();
        }

        /** Ctrl-C. */
        Live interrupt() {
            try {
                new ProcessBuilder("/bin/sh", "-c", "kill -INT " + process.pid())
                        .start()
                        .onExit()
                        .join();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether nothing of a process runs any more; its entry may wait for a parent that never asks. */
    static boolean gone(ProcessHandle process) {
        try {
            return !process.isAlive()
                    || Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"))
                            .contains(") Z ");
        } catch (IOException e) {
            return true;
        }
    }

    KmigRun exits(int code) {
        assertThat(exit).as(this::toString).isEqualTo(code);
        return this;
    }

    /** Texts on stdout. */
    KmigRun prints(String... texts) {
        assertThat(out).as(this::toString).contains(texts);
        return this;
    }

    /** Texts on stderr. */
    KmigRun says(String... texts) {
        assertThat(err).as(this::toString).contains(texts);
        return this;
    }

    /** An error in its four parts, with an empty result. */
    KmigRun refuses(String code, int exitCode) {
        exits(exitCode);
        says(code + " ", "not changed: ", "remedy: ", "docs/errors/" + code + ".md");
        assertThat(err).as(this::toString).doesNotContain("\tat ");
        assertThat(out).as(this::toString).isEmpty();
        return this;
    }

    /** All of stdout, parsed. */
    JsonNode json() {
        try {
            return JSON.readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError("stdout is no JSON: " + e.getMessage() + "\n" + this, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "kmig %s: exit %d after %d ms%n--- stdout%n%s--- stderr%n%s---"
                .formatted(String.join(" ", arguments), exit, took.toMillis(), out, err);
    }
}
