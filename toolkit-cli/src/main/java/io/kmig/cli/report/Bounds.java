package io.kmig.cli.report;

import java.util.List;

/**
 * What keeps a page small however long the migration: beyond these it counts, and report.json has the rest. Together
 * they hold the worst page under two megabytes.
 */
final class Bounds {
    /** The latest ones: what happened last is what a reader looks for. */
    static final int STAGES = 120;

    /** Clients, groups and partitions, each. */
    static final int ROWS = 200;

    static final int FINDINGS = 100;
    static final int WAIVERS = 50;

    /** Characters of a single text. A hook can say very much. */
    static final int TEXT = 300;

    /** Characters of a label in the drawing, where text can't wrap. */
    static final int LABEL = 56;

    private Bounds() {}

    static <T> List<T> first(List<T> all, int most) {
        return all.size() <= most ? all : all.subList(0, most);
    }

    static <T> List<T> last(List<T> all, int most) {
        return all.size() <= most ? all : all.subList(all.size() - most, all.size());
    }

    /** Empty when everything is shown. */
    static String remark(int all, int most, String which) {
        return all <= most
                ? ""
                : "The " + which + " " + most + " of " + Words.count(all) + " are shown; report.json has the other "
                        + Words.count(all - most) + ".";
    }
}
