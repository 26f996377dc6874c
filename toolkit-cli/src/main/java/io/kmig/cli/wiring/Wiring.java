package io.kmig.cli.wiring;

import io.kmig.adapter.secret.Redactor;
import io.kmig.cli.demo.Demo;
import io.kmig.cli.demo.LiveDemo;
import io.kmig.cli.document.Documents;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Sessions;
import io.kmig.cli.view.Terminal;
import io.kmig.core.error.KmigException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;

/** Makes what commands need. */
public final class Wiring {
    private final Terminal terminal;
    private final Path home;
    private final BooleanSupplier interrupted;
    private final Redactor redactor = new Redactor();

    /** @param interrupted somebody has pressed Ctrl-C */
    public Wiring(Terminal terminal, Path home, BooleanSupplier interrupted) {
        this.terminal = terminal;
        this.home = home;
        this.interrupted = interrupted;
        terminal.hide(redactor::redact);
    }

    public Sessions sessions() {
        return new LiveSessions(terminal, redactor);
    }

    public Demo demo() {
        return new LiveDemo(terminal, sessions(), new Operations(), new Documents(), home, interrupted);
    }

    /** Puts a failure with its stack trace into the log file, if a command got far enough to have one. */
    public void log(KmigException failure) {
        if (System.getProperty("kmig.log") != null) {
            LoggerFactory.getLogger("io.kmig.cli").error(redactor.redact(trace(failure)));
        }
    }

    /** A failure with its stack trace as it may be shown. */
    public String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return redactor.redact(text.toString());
    }
}
