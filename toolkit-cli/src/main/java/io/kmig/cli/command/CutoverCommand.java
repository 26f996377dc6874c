package io.kmig.cli.command;

import io.kmig.cli.config.NearestName;
import io.kmig.cli.session.Operations;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.ErrorView;
import io.kmig.cli.view.MoveView;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.Exit;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.graph.Unit;
import io.kmig.core.migration.Cutover;
import io.kmig.core.migration.Cutover.Selection;
import io.kmig.core.migration.UnitMove;
import io.kmig.core.spec.MigrationSpec.Hook;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "cutover",
        description = {
            "Moves clients from blue to green: the next unit, or those named.",
            "Gated, journaled, resumable: after a kill run it again. Until a unit is started on green",
            "any failure starts it on blue again."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig cutover                     the next unit in the plan's order",
            "  kmig cutover consumers           every unit that writes nothing",
            "  kmig cutover producers           the rest; refused while consumers are pending",
            "  kmig cutover --client billing",
            "  kmig cutover --all --dry-run     which units, and what stands in the way",
            "  kmig cutover --all --confirm=shop"
        })
final class CutoverCommand implements Callable<Integer> {
    private static final String HELP = "see `kmig cutover --help`";

    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Parameters(arity = "0..1", paramLabel = "WHICH", description = "consumers | producers")
    private @Nullable String which;

    @ArgGroup(exclusive = true)
    private Named named = new Named();

    /** At most one of these. */
    static final class Named {
        @Option(names = "--client", paramLabel = "NAME", description = "The unit this client belongs to.")
        @Nullable
        String client;

        @Option(names = "--wave", paramLabel = "WAVE", description = "Every unit with a client of this wave.")
        @Nullable
        String wave;

        @Option(names = "--all", description = "Every unit still on blue, in order.")
        boolean all;
    }

    @Option(
            names = "--dry-run",
            description = "Say which units would move and what stands in the way (then exit 3); stop nothing.")
    private boolean dryRun;

    @Mixin
    private AbortHanging abortHanging = new AbortHanging();

    @Option(
            names = "--confirm",
            paramLabel = "MIGRATION",
            description = "The migration's name, instead of typing it; needed off a terminal.")
    private @Nullable String confirm;

    CutoverCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Selection selection = selection();
        try (Session session = context.open(root)) {
            if (dryRun) {
                return rehearse(session, selection);
            }
            List<Problem> never = Cutover.notCarriedOut(session.spec());
            if (!never.isEmpty()) {
                throw new KmigException(never, null);
            }
            Confirmation.require(context.terminal(), session.spec().name(), confirm, "stop and move clients");
            List<Unit> moved = context.operations()
                    .cutover(
                            session,
                            selection,
                            abortHanging.chosen(),
                            new MoveView(context.terminal()),
                            context.reporter(session));
            context.terminal()
                    .result(
                            moved.isEmpty()
                                    ? "Nothing to move: the selection is on green already."
                                    : "On green: " + names(moved));
            context.terminal().say("Next: kmig status");
            return Exit.DONE.code();
        }
    }

    private int rehearse(Session session, Selection selection) {
        Operations.Intended intended = context.operations().intend(session, selection);
        boolean free = intended.closedGates().isEmpty();
        new ErrorView(context.terminal()).show(intended.closedGates());
        context.terminal().result(wouldMove(intended.units(), free));
        intended.goesOn().forEach(h -> context.terminal().say("Would go on with it: " + h.says() + "."));
        intended.units().stream()
                .flatMap(u -> u.clients().stream())
                .filter(c -> c.stop() instanceof Hook.Manual || c.start() instanceof Hook.Manual)
                .forEach(c -> context.terminal()
                        .say("Client " + c.name()
                                + " has a manual hook: run the cutover at a terminal, a person must confirm it."));
        intended.units().forEach(u -> {
            List<String> lost = UnitMove.withoutWayBack(session.spec(), u);
            if (!lost.isEmpty()) {
                context.terminal()
                        .say("Unit " + u.name() + " writes databases without a way back (" + String.join(", ", lost)
                                + "): once it runs on green, kmig rollback refuses it.");
            }
        });
        return (free ? Exit.DONE : Exit.REFUSED).code();
    }

    private static String wouldMove(List<Unit> units, boolean free) {
        if (!free) {
            return "Would be refused."
                    + (units.isEmpty() ? "" : " When nothing stands in the way, would move: " + names(units));
        }
        return units.isEmpty()
                ? "Nothing would move: the selection is on green already."
                : "Would move: " + names(units);
    }

    private static String names(List<Unit> units) {
        return units.stream().map(Unit::name).collect(Collectors.joining(", "));
    }

    private Selection selection() {
        if (which != null && (named.all || named.client != null || named.wave != null)) {
            throw usage("WHICH and --client, --wave, --all exclude one another", HELP);
        }
        if (named.client != null) {
            return new Selection.Client(named.client);
        }
        if (named.wave != null) {
            return new Selection.Wave(named.wave);
        }
        if (named.all) {
            return new Selection.All();
        }
        if (which == null) {
            return new Selection.Next();
        }
        return switch (which) {
            case "consumers" -> new Selection.Consumers();
            case "producers" -> new Selection.Producers();
            default -> throw unknown(which);
        };
    }

    private static KmigException unknown(String word) {
        return usage(
                "cutover takes consumers or producers, not " + word,
                NearestName.to(word, List.of("consumers", "producers"))
                                .map(meant -> "did you mean `kmig cutover " + meant + "`? ")
                                .orElse("one client's unit is named by --client " + word + "; ")
                        + HELP);
    }

    private static KmigException usage(String observed, String remedy) {
        return new KmigException(new Problem(ErrorCode.USAGE, observed, "nothing was stopped", remedy));
    }
}
