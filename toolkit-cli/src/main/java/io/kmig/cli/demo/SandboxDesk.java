package io.kmig.cli.demo;

import io.kmig.cli.view.Terminal;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.sandbox.ConnectPlugins;
import io.kmig.sandbox.SandboxAddresses;
import io.kmig.sandbox.SandboxControl;
import io.kmig.sandbox.SandboxException;
import io.kmig.sandbox.SandboxSpec;
import io.kmig.sandbox.SandboxStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes the sandbox up and down for a person, and says what to connect to. */
public final class SandboxDesk {
    private static final Duration ORDERLY = Duration.ofSeconds(20);

    private final Terminal terminal;
    private final SandboxControl control = new SandboxControl();

    public SandboxDesk(Terminal terminal) {
        this.terminal = terminal;
    }

    public String up(Path directory, String blueVersion, int nodes, boolean postgres) {
        SandboxAddresses addresses = control.up(
                SandboxSpec.in(directory)
                        .withBlueVersion(blueVersion)
                        .withNodes(nodes)
                        .withPostgres(postgres)
                        .withPluginPath(
                                postgres
                                        ? List.of(
                                                ConnectPlugins.mirror(),
                                                ConnectPlugins.debezium(),
                                                ConnectPlugins.kmig())
                                        : List.of()),
                terminal::say);
        return connectTo(addresses) + "\nStop it with: kmig sandbox down --dir " + directory;
    }

    public String status(Path directory) {
        SandboxStatus status = control.status(directory);
        if (status instanceof SandboxStatus.Running running) {
            StringBuilder text = new StringBuilder(connectTo(running.addresses()));
            text.append("\n\n");
            running.processes()
                    .forEach(p -> text.append(String.format(
                            "%-12s %-7s pid %d%n",
                            p.process().name(), p.state(), p.process().pid())));
            return text.toString().stripTrailing();
        }
        if (status instanceof SandboxStatus.NotReady starting) {
            return "The sandbox at " + directory + " is starting or stopping (pid " + starting.keeperPid() + ").";
        }
        throw notRunning(directory, null);
    }

    private static KmigException notRunning(Path directory, @Nullable Throwable cause) {
        return new KmigException(
                new Problem(
                        ErrorCode.SANDBOX_NOT_RUNNING,
                        "no sandbox runs at " + directory,
                        "nothing was changed",
                        "start one with `kmig sandbox up --dir " + directory + "`"),
                cause);
    }

    public String down(Path directory) {
        terminal.progress("stopping the sandbox …");
        try {
            control.down(directory, ORDERLY);
        } catch (SandboxException e) {
            throw e.code().equals(SandboxException.NOT_RUNNING) ? notRunning(directory, e) : e;
        }
        return "Stopped. Its data is gone, its logs are in " + directory.resolve("logs") + ".";
    }

    private static String connectTo(SandboxAddresses a) {
        Map<String, String> lines = new TreeMap<>();
        lines.put("blue", a.blueBootstrap() + "   (Kafka " + a.blueVersion() + ")");
        lines.put("green", a.greenBootstrap() + "   (Kafka " + a.greenVersion() + ")");
        lines.put("connect", String.join(", ", a.connectUrls()));
        if (!a.captureUrls().isEmpty()) {
            lines.put("capture", String.join(", ", a.captureUrls()) + "   (Debezium, on blue)");
        }
        a.jdbcUrls().forEach((name, url) -> lines.put("postgres " + name, url));
        if (a.jdbcUser() != null) {
            lines.put("postgres user", a.jdbcUser() + "   (its password: jdbcPassword in sandbox.json)");
        }
        lines.put("logs", a.logDirectory());
        StringBuilder text = new StringBuilder();
        lines.forEach((k, v) -> text.append(String.format("%-15s %s%n", k, v)));
        return text.toString().stripTrailing();
    }
}
