package io.kmig.cli;

import io.kmig.cli.command.Context;
import io.kmig.cli.command.KmigCommand;
import io.kmig.cli.command.VersionLine;
import io.kmig.cli.document.Documents;
import io.kmig.cli.session.Operations;
import io.kmig.cli.view.ErrorView;
import io.kmig.cli.view.Terminal;
import io.kmig.cli.wiring.Wiring;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;

/** Puts the parts together, runs one command and ends the process with its exit code. */
public final class Main {
    /** How long Ctrl-C waits for a command to reach its safe point. */
    private static final long SAFE_POINT_SECONDS = 90;

    private Main() {}

    public static void main(String[] args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            // asked for by scripts, often: not worth building the whole command tree
            Terminal.system().result(VersionLine.line());
            return;
        }
        CountDownLatch finished = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread worker = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitSafePoint(worker, finished, interrupted), "ctrl-c"));
        int exit = run(args, interrupted);
        finished.countDown();
        System.exit(exit);
    }

    private static void awaitSafePoint(Thread worker, CountDownLatch finished, AtomicBoolean interrupted) {
        if (finished.getCount() == 0) {
            return;
        }
        interrupted.set(true);
        worker.interrupt();
        try {
            if (!finished.await(SAFE_POINT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println(
                        "kmig: no safe point within " + SAFE_POINT_SECONDS + " s; run the command again to go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int run(String[] args, AtomicBoolean interrupted) {
        Terminal terminal = Terminal.system();
        Path home = Path.of(System.getProperty("kmig.home", "."));
        Wiring wiring = new Wiring(terminal, home, interrupted::get);
        Context context =
                new Context(terminal, new Documents(), wiring.sessions(), new Operations(), home, wiring::demo);
        KmigCommand root = new KmigCommand();
        CommandLine command = commandLine(root, context);
        // picocli starts a process to ask how wide the terminal is: only worth it where there is one
        command.setUsageHelpAutoWidth(terminal.outIsTerminal());
        command.setOut(terminal.out());
        command.setErr(terminal.err());
        command.setParameterExceptionHandler((e, a) -> {
            new ErrorView(terminal).show(List.of(UsageErrors.problem(e)));
            return Exit.USAGE.code();
        });
        command.setExecutionExceptionHandler((e, c, parsed) -> {
            KmigException failure = Failures.of(e, interrupted.get());
            wiring.log(failure);
            new ErrorView(terminal).show(failure);
            if (root.stacktrace()) {
                terminal.say(wiring.trace(e));
            }
            return failure.exit().code();
        });
        command.setExecutionStrategy(parsed -> {
            if (root.noColor()) {
                terminal.noColour();
            }
            UsageErrors.refuseUnreadOverrides(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        if (args.length == 0) {
            command.usage(terminal.err());
            return Exit.USAGE.code();
        }
        return command.execute(args);
    }

    /** All verbs, as they are understood. */
    static CommandLine commandLine(KmigCommand root, Context context) {
        return new CommandLine(root, new ContextFactory(context)).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
