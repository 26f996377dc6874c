package io.kmig.cli.report;

import io.kmig.cli.document.ReportDocument;
import io.kmig.core.journal.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stage with what became of it.
 *
 * @param outcome as the document says it
 * @param takenBack it belongs to an attempt that was undone later
 */
record ShownStage(String name, Instant startedAt, @Nullable Long ms, String outcome, Kind kind, boolean takenBack) {
    enum Kind {
        DONE,
        /** It began, and nothing says that it ended. */
        UNFINISHED,
        /** Not a span of time: the moment at which an attempt had been undone. */
        UNDONE,
        /** A moment too: the unit goes back to blue from here. */
        TURNED_BACK;

        /** Also the class of its drawing. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean moment() {
            return this == UNDONE || this == TURNED_BACK;
        }
    }

    private static final String UNDONE = " undone";
    private static final String TURNED_BACK = " turned back";

    static List<ShownStage> of(List<ReportDocument.Stage> stages) {
        List<ShownStage> shown = new ArrayList<>();
        // from the end: whether an attempt was undone is known before its stages are met
        Set<String> undone = new HashSet<>();
        for (int i = stages.size() - 1; i >= 0; i--) {
            ReportDocument.Stage stage = stages.get(i);
            Kind kind = kind(stage);
            boolean takenBack = false;
            if (kind == Kind.UNDONE) {
                undone.add(without(stage.name(), UNDONE));
            } else if (kind == Kind.TURNED_BACK) {
                undone.remove(without(stage.name(), TURNED_BACK));
            } else {
                Optional<Step> step = step(stage.name());
                String unit = step.map(s -> without(stage.name(), suffix(s))).orElse("");
                takenBack = undone.contains(unit) && step.get() != Step.UNDO;
                if (step.filter(s -> s == Step.PREPARE).isPresent()) {
                    // every attempt begins with it
                    undone.remove(unit);
                }
            }
            shown.add(new ShownStage(stage.name(), stage.startedAt(), stage.ms(), stage.outcome(), kind, takenBack));
        }
        Collections.reverse(shown);
        return List.copyOf(shown);
    }

    private static Kind kind(ReportDocument.Stage stage) {
        if (stage.ms() != null) {
            return Kind.DONE;
        } else if (stage.name().endsWith(UNDONE)) {
            return Kind.UNDONE;
        } else if (stage.name().endsWith(TURNED_BACK)) {
            return Kind.TURNED_BACK;
        }
        return Kind.UNFINISHED;
    }

    private static Optional<Step> step(String name) {
        return List.of(Step.values()).stream()
                .filter(s -> name.endsWith(suffix(s)))
                .findFirst();
    }

    private static String suffix(Step step) {
        return " " + step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String without(String name, String suffix) {
        return name.substring(0, name.length() - suffix.length());
    }

    /** In words, so that no reader depends on shape or colour. */
    String fate() {
        String fate = Words.text(outcome);
        if (kind == Kind.UNDONE) {
            fate = "undone: " + fate;
        } else if (kind == Kind.TURNED_BACK) {
            fate = "turned back: " + fate;
        }
        return takenBack ? fate + ", later undone" : fate;
    }

    /** What stands above its bar; nothing is said of what simply went well. */
    String label() {
        String label = ms == null ? name : name + " · " + Words.millis(ms);
        if (kind == Kind.UNFINISHED) {
            label = name + " · not finished";
        }
        return Words.label(takenBack ? label + " · later undone" : label);
    }
}
