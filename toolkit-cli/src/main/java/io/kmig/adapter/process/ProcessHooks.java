package io.kmig.adapter.process;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.port.HookPort;
import io.kmig.core.spec.MigrationSpec.Hook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Runs hooks as child processes, and asks a person for those done by hand.
 *
 * <p>A hook has ended when its own process has. A child it leaves behind may hold its output open for as long as it
 * likes: nothing waits for the end of the output.
 */
public final class ProcessHooks implements HookPort {
    private static final int COULD_NOT_START = 127;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofMillis(300);

    private final Path baseDirectory;
    private final Confirmation confirmation;
    private final UnaryOperator<String> redactor;

    /**
     * @param baseDirectory working directory of hooks, and what a relative path to a program is relative to
     * @param redactor takes secrets out of a line of output
     */
    public ProcessHooks(Path baseDirectory, Confirmation confirmation, UnaryOperator<String> redactor) {
        this.baseDirectory = baseDirectory.toAbsolutePath().normalize();
        this.confirmation = confirmation;
        this.redactor = redactor;
    }

    @Override
    public Outcome run(Hook hook, Map<String, String> environment, Duration timeout) {
        if (hook instanceof Hook.Manual manual) {
            return ask(manual);
        }
        if (hook instanceof Hook.Exec exec) {
            return execute(exec, environment, timeout);
        }
        throw new IllegalArgumentException("a hook of kind " + hook.getClass().getSimpleName());
    }

    private Outcome ask(Hook.Manual manual) {
        long began = System.nanoTime();
        return confirmation.confirm(manual.instruction())
                ? new Outcome.Done(Duration.ofNanos(System.nanoTime() - began))
                : new Outcome.NotConfirmed(manual.instruction());
    }

    private Outcome execute(Hook.Exec exec, Map<String, String> environment, Duration timeout) {
        if (exec.argv().isEmpty()) {
            return new Outcome.Failed(COULD_NOT_START, "the hook names no program");
        }
        long began = System.nanoTime();
        Process process;
        try {
            process = start(exec, environment);
        } catch (IOException e) {
            return new Outcome.Failed(COULD_NOT_START, redactor.apply(String.valueOf(e.getMessage())));
        }
        OutputTail tail = new OutputTail(process.getInputStream(), redactor);
        Thread reader = new Thread(tail, "hook-output-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
                reader.join(LAST_WORDS.toMillis());
                return new Outcome.TimedOut(timeout, tail.text());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            reader.join(LAST_WORDS.toMillis());
            int exit = process.exitValue();
            return exit == 0 ? new Outcome.Done(took) : new Outcome.Failed(exit, tail.text());
        } catch (InterruptedException e) {
            killAll(family(process));
            Thread.currentThread().interrupt();
            throw new KmigException(
                    new Problem(
                            ErrorCode.INTERRUPTED,
                            "interrupted while running " + exec.argv().get(0) + "; it was killed",
                            "what the hook did before is not undone",
                            "run the same command again; hooks must be safe to repeat"),
                    e);
        }
    }

    private Process start(Hook.Exec exec, Map<String, String> environment) throws IOException {
        List<String> argv = new ArrayList<>(exec.argv());
        if (argv.get(0).contains("/")) {
            argv.set(0, baseDirectory.resolve(argv.get(0)).normalize().toString());
        }
        ProcessBuilder builder =
                new ProcessBuilder(argv).directory(baseDirectory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        // A program that asks a question gets end-of-file instead of the operator's terminal.
        process.getOutputStream().close();
        return process;
    }

    /**
     * Politely first. The family is collected before its head dies, for orphans are nobody's descendants, and once more
     * before the end, for those born in between.
     */
    private static void kill(Process process) throws InterruptedException {
        Set<ProcessHandle> family = family(process);
        family.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (family.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        for (ProcessHandle member : List.copyOf(family)) {
            member.descendants().forEach(family::add);
        }
        killAll(family);
        process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Set<ProcessHandle> family(Process process) {
        Set<ProcessHandle> family = new LinkedHashSet<>();
        family.add(process.toHandle());
        process.descendants().forEach(family::add);
        return family;
    }

    private static void killAll(Set<ProcessHandle> family) {
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
