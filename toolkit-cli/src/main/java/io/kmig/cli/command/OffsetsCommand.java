package io.kmig.cli.command;

import io.kmig.cli.document.OffsetsDocument;
import io.kmig.cli.session.Position;
import io.kmig.cli.session.ResumePoints;
import io.kmig.cli.session.Session;
import io.kmig.cli.view.OffsetsView;
import io.kmig.cli.view.ReadingLine;
import io.kmig.core.error.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "offsets",
        description = {
            "Where each described group would resume on green, proved by content. Changes nothing.",
            "A group that has moved is shown where it stands there; MM2'S is where stock MirrorMaker's checkpoint would put it.",
            "A NOTE beside an exact position says what was left out of the comparison, as timestamps that a copy cannot have.",
            "Share groups, and clients that keep their positions themselves, are listed as not carried.",
            "Exit 6 while a position cannot be proved yet, or a described group is a share group."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  kmig offsets",
            "  kmig offsets --watch",
            "  kmig offsets --group billing -o json",
            "  kmig offsets --at orders-0=4711 --at orders-1=4712"
        })
final class OffsetsCommand implements Callable<Integer> {
    private final Context context;

    @ParentCommand
    private KmigCommand root = new KmigCommand();

    @Mixin
    private Screen screen = new Screen();

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description =
                    "Only this group; may be given several times (default: every group that kmig.yaml describes).")
    private List<String> groups = new ArrayList<>();

    @Option(
            names = "--at",
            paramLabel = "TOPIC-PARTITION=OFFSET",
            description =
                    "Where this offset of blue is on green, whoever holds it; may be given several times. Shows nothing else, so not together with --group.")
    private List<String> at = new ArrayList<>();

    OffsetsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        List<Position> positions = Positions.of(at);
        Usage.require(positions.isEmpty() || groups.isEmpty(), "--at and --group can't be given together");
        try (Session session = context.open(root)) {
            ReadingLine line = new ReadingLine(context.terminal());
            // one for all screens, so that each reads only what came since the one before
            ResumePoints points = new ResumePoints(context.operations(), line::show);
            context.terminal().progress("reading where the groups stand …");
            OffsetsDocument last = screen.show(
                    context, session, () -> look(session, points, positions), d -> new OffsetsView().human(d));
            return (last.proved() ? Exit.DONE : Exit.INCONCLUSIVE).code();
        }
    }

    private OffsetsDocument look(Session session, ResumePoints points, List<Position> positions) {
        return OffsetsDocument.of(session.spec().name(), points.of(session, new TreeSet<>(groups), positions));
    }
}
