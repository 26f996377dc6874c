package io.kmig.cli.command;

import io.kmig.cli.session.Position;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Tp;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Positions as a person types them: {@code orders-0=4711}. */
final class Positions {
    private static final Pattern POSITION = Pattern.compile("(?<place>[^=]*)=(?<offset>.*)");
    private static final Pattern PARTITION = Pattern.compile("(?<topic>.+)-(?<number>\\d{1,9})");
    private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

    private Positions() {}

    /** Fails with all that are none. */
    static List<Position> of(List<String> typed) {
        List<Position> positions = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String one : typed) {
            Matcher position = POSITION.matcher(one);
            if (!position.matches()) {
                problems.add(problem(one, "'" + one + "' is not a position such as orders-0=4711"));
                continue;
            }
            Matcher partition = PARTITION.matcher(position.group("place"));
            boolean offset = OFFSET.matcher(position.group("offset")).matches();
            if (!partition.matches()) {
                problems.add(problem(one, "'" + position.group("place") + "' is not a partition such as orders-0"));
            }
            if (!offset) {
                problems.add(problem(one, "'" + position.group("offset") + "' is not an offset such as 4711"));
            }
            if (partition.matches() && offset) {
                positions.add(new Position(
                        new Tp(partition.group("topic"), Integer.parseInt(partition.group("number"))),
                        Long.parseLong(position.group("offset"))));
            }
        }
        if (!problems.isEmpty()) {
            throw new KmigException(problems, null);
        }
        return positions;
    }

    private static Problem problem(String typed, String what) {
        return new Problem(
                ErrorCode.USAGE,
                "--at " + typed + ": " + what,
                "nothing was done",
                "write TOPIC-PARTITION=OFFSET, as in `kmig offsets --at orders-0=4711`");
    }
}
