package io.kmig.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.port.HookPort.Outcome;
import io.kmig.core.spec.MigrationSpec.Hook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessHooksTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path base;

    private final List<String> asked = new ArrayList<>();
    private boolean answer = true;

    @Test
    void aProgramThatEndsWellIsDone() {
        assertThat(run(sh("exit 0"), LONG)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void aProgramThatFailsTellsItsCodeAndBothStreams() {
        assertThat(run(sh("echo to out; echo to err >&2; exit 9"), LONG))
                .isEqualTo(new Outcome.Failed(9, "to out\nto err"));
    }

    @Test
    void argumentsReachTheProgramUntouchedByAnyShell() {
        Hook hook = new Hook.Exec(List.of("/bin/echo", "$HOME", "a b", "; exit 3", "*"));

        assertThat(run(
                        new Hook.Exec(List.of("/bin/sh", "-c", "\"$@\"; exit 1", "x", "/bin/echo", "$HOME", "a b")),
                        LONG))
                .isEqualTo(new Outcome.Failed(1, "$HOME a b"));
        assertThat(run(hook, LONG)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void theEnvironmentIsAddedAndTheDirectoryIsTheGivenOne() throws IOException {
        Outcome outcome = hooks().run(
                        sh("echo $KMIG_CLIENT $KMIG_COLOUR; pwd; test -n \"$PATH\" && exit 4"),
                        Map.of("KMIG_CLIENT", "billing", "KMIG_COLOUR", "green"),
                        LONG);

        assertThat(outcome).isEqualTo(new Outcome.Failed(4, "billing green\n" + base.toRealPath()));
    }

    @Test
    void aRelativeProgramIsFoundBesideTheDescription() throws IOException {
        Path script = Files.writeString(base.resolve("stop.sh"), "#!/bin/sh\nexit 5\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertThat(run(new Hook.Exec(List.of("./stop.sh")), LONG)).isEqualTo(new Outcome.Failed(5, ""));
    }

    @Test
    void aProgramThatIsNotThereFailsWithItsName() {
        assertThat(run(new Hook.Exec(List.of("./nowhere.sh")), LONG))
                .asInstanceOf(type(Outcome.Failed.class))
                .satisfies(failed -> {
                    assertThat(failed.exitCode()).isEqualTo(127);
                    assertThat(failed.outputTail()).contains("nowhere.sh");
                });
    }

    @Test
    void aQuestionIsAnsweredByEndOfFile() {
        assertThat(run(sh("if read answer; then exit 1; else exit 6; fi"), LONG))
                .isEqualTo(new Outcome.Failed(6, ""));
    }

    @Test
    void onlyTheEndOfALongOutputIsKeptAndNoSecretOfIt() {
        Outcome outcome =
                run(sh("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done; echo hunter2; exit 1"), LONG);

        assertThat(outcome).asInstanceOf(type(Outcome.Failed.class)).satisfies(failed -> {
            assertThat(failed.outputTail().lines()).hasSize(40);
            assertThat(failed.outputTail()).startsWith("line 4961").endsWith("***");
        });
    }

    @Test
    void aFloodWithoutLineEndsNeitherBlocksNorFillsTheMemory() {
        Outcome outcome = run(sh("head -c 20000000 /dev/zero | tr '\\0' x; exit 1"), LONG);

        assertThat(outcome).asInstanceOf(type(Outcome.Failed.class)).satisfies(failed -> assertThat(failed.outputTail())
                .hasSizeLessThan(2_000));
    }

    @Test
    void aTimeoutKillsTheProgramAndItsDescendants() throws IOException {
        Path pids = base.resolve("pids");

        Outcome outcome = run(
                sh("echo started; (sh -c 'echo $$ >> pids; exec sleep 300') & echo $$ >> pids; sleep 300"),
                Duration.ofMillis(700));

        assertThat(outcome).isEqualTo(new Outcome.TimedOut(Duration.ofMillis(700), "started"));
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(2);
        await().atMost(Duration.ofSeconds(5)).until(() -> started.stream().noneMatch(ProcessHooksTest::alive));
    }

    @Test
    void aProgramThatIgnoresBeingAskedToEndIsKilled() {
        Outcome outcome = run(sh("trap '' TERM; echo deaf; while :; do sleep 1; done"), Duration.ofMillis(500));

        assertThat(outcome).isEqualTo(new Outcome.TimedOut(Duration.ofMillis(500), "deaf"));
    }

    @Test
    void aChildLeftBehindWithTheOutputOpenDoesNotHoldTheHookUp() throws IOException {
        long began = System.nanoTime();

        Outcome outcome = run(sh("sleep 300 & echo $! > left; echo done"), LONG);

        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(10);
        String left = Files.readString(base.resolve("left")).strip();
        assertThat(alive(left)).as("a service that a start hook leaves running").isTrue();
        ProcessHandle.of(Long.parseLong(left)).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void anInterruptKillsTheProgram() throws Exception {
        AtomicReference<KmigException> failure = new AtomicReference<>();
        Thread runner = new Thread(() -> failure.set(catchThrowableOfType(
                KmigException.class, () -> run(sh("echo $$ > pid; exec sleep 300"), Duration.ofMinutes(5)))));
        runner.start();
        await().until(() -> Files.exists(base.resolve("pid"))
                && !Files.readString(base.resolve("pid")).isBlank());

        runner.interrupt();
        runner.join(10_000);

        assertThat(failure.get().problems().get(0).code()).isEqualTo(ErrorCode.INTERRUPTED);
        String pid = Files.readString(base.resolve("pid")).strip();
        await().until(() -> !alive(pid));
    }

    @Test
    void whatIsDoneByHandIsAskedFor() {
        assertThat(run(new Hook.Manual("stop billing"), LONG)).isInstanceOf(Outcome.Done.class);

        answer = false;
        assertThat(run(new Hook.Manual("stop orders"), LONG)).isEqualTo(new Outcome.NotConfirmed("stop orders"));
        assertThat(asked).containsExactly("stop billing", "stop orders");
    }

    private Outcome run(Hook hook, Duration timeout) {
        return hooks().run(hook, Map.of(), timeout);
    }

    private ProcessHooks hooks() {
        return new ProcessHooks(
                base,
                instruction -> {
                    asked.add(instruction);
                    return answer;
                },
                line -> line.replace("hunter2", "***"));
    }

    private static Hook sh(String script) {
        return new Hook.Exec(List.of("/bin/sh", "-c", script));
    }

    private static boolean alive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    }
}
