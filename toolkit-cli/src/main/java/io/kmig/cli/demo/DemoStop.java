package io.kmig.cli.demo;

import io.kmig.cli.view.Terminal;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.ledger.database.DatabaseQuestion;
import io.kmig.ledger.record.Cluster;
import io.kmig.sandbox.SandboxException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a demo that was stopped still finds out before its world is taken down: why, as far as only the demo can know, and
 * whether anything was lost.
 */
final class DemoStop {
    private final Terminal terminal;
    private final DemoSpec spec;
    private final DemoWorld world;
    private final ShopDatabase database;
    private final ShopApps apps;
    private final Instant began;
    private final BooleanSupplier interrupted;

    DemoStop(
            Terminal terminal,
            DemoSpec spec,
            DemoWorld world,
            ShopDatabase database,
            ShopApps apps,
            Instant began,
            BooleanSupplier interrupted) {
        this.terminal = terminal;
        this.spec = spec;
        this.world = world;
        this.database = database;
        this.apps = apps;
        this.began = began;
        this.interrupted = interrupted;
    }

    /** @return to be thrown instead */
    KmigException explained(KmigException refused) {
        // whoever pressed Ctrl-C waits, and the world is going down
        if (refused.has(ErrorCode.INTERRUPTED) || interrupted.getAsBoolean()) {
            return refused;
        }
        List<DemoWorld.Failed> failed = world.failed();
        failed.forEach(f -> terminal.say(f.line()));
        try {
            world.requireAlive();
        } catch (SandboxException died) {
            // the verb may have changed nothing, the demo has
            return judged(refused.afterActing(Exit.FAILURE).and(SandboxProblems.of(died)));
        }
        Optional<String> capture = failed.stream()
                .filter(f -> f.side() == Colour.BLUE)
                .flatMap(f -> f.connector().failure().stream())
                .findFirst();
        return judged(DemoVerdict.explained(refused, capture));
    }

    /** @return to be thrown instead */
    RuntimeException explained(SandboxException died) {
        if (interrupted.getAsBoolean()) {
            return died;
        }
        world.failed().forEach(f -> terminal.say(f.line()));
        return judged(new KmigException(SandboxProblems.of(died), died));
    }

    private KmigException judged(KmigException told) {
        if (spec.keep()) {
            // it goes on under load
            return told;
        }
        List<String> flaws = flaws();
        return flaws.isEmpty() ? told : told.and(DemoVerdict.flawed(flaws));
    }

    private List<String> flaws() {
        try {
            world.requireDataAlive();
            if (apps.produced() == 0) {
                return List.of();
            }
            Map<String, Cluster> on = apps.writersOn();
            apps.stopWriters();
            Aftermath.Seen seen = Aftermath.of(
                    on,
                    Map.of(
                            Cluster.BLUE, apps.judge(Cluster.BLUE, began),
                            Cluster.GREEN, apps.judge(Cluster.GREEN, began)),
                    database.judge(
                            world.records(),
                            DatabaseQuestion.afterMigration()
                                    .home(on.getOrDefault(ShopApps.WRITER, Cluster.BLUE))
                                    .since(began.toEpochMilli())));
            seen.lines().forEach(terminal::say);
            return seen.flaws();
        } catch (RuntimeException notAsked) {
            // the refusal is what counts, and must not be hidden by this
            terminal.say("The ledger could not be asked after the stop: "
                    + String.valueOf(notAsked.getMessage()).lines().findFirst().orElse(""));
            return List.of();
        }
    }
}
