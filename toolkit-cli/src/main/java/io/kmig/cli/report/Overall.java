package io.kmig.cli.report;

import io.kmig.cli.document.ReportDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The one word above the page, with its reasons. Only the validator passes a migration: a clean ledger proves the
 * demo's own records, and nothing measured proves nothing. Any witness can fail it. What the validator said of the way to
 * green proves nothing of the way back, so that from there on the word is where the estate is.
 *
 * @param about what the word is the answer to
 */
record Overall(String about, Word word, List<String> reasons) {
    enum Word {
        PASS("✓", "PASS"),
        FAIL("✗", "FAIL"),
        INCONCLUSIVE("?", "INCONCLUSIVE"),
        UNKNOWN("–", "unknown"),
        RETURNING("↩", "going back to blue"),
        RETURNED("↩", "rolled back, on blue");

        /** Seen beside the word, for those who only glance. */
        private final String mark;

        private final String label;

        Word(String mark, String label) {
            this.mark = mark;
            this.label = label;
        }

        String mark() {
            return mark;
        }

        String label() {
            return label;
        }

        boolean place() {
            return this == RETURNING || this == RETURNED;
        }

        String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Overall {
        reasons = List.copyOf(reasons);
    }

    static Overall of(ReportDocument document, Ledger ledger, List<ShownStage> stages) {
        List<String> reasons = new ArrayList<>();
        ReportDocument.Verdict verdict = document.verdict();
        Word word =
                switch (document.phase()) {
                    case "RollingBack" -> Word.RETURNING;
                    case "OnBlue" -> Word.RETURNED;
                    default -> validator(verdict);
                };
        boolean outdated = outdated(verdict, stages);
        if (outdated && !word.place()) {
            word = Word.UNKNOWN;
        }
        Word said = word;
        reasons.add(reason(verdict, outdated || word.place()));
        if (ledger.present()) {
            List<String> flaws = ledger.flaws();
            if (flaws.isEmpty()) {
                reasons.add(
                        ledger.complete()
                                ? "The demo's ledger found no record lost, duplicated, reordered or foreign."
                                : "The demo's ledger found nothing wrong, but did not measure everything.");
            } else {
                word = Word.FAIL;
                reasons.add("The demo's ledger found: " + String.join(", ", flaws) + ".");
            }
        }
        Long different = document.database().rowsDifferent();
        if (different != null && different > 0) {
            word = Word.FAIL;
            reasons.add("The databases differ in " + Words.count(different) + " of "
                    + Words.count(document.database().rowsCompared()) + " rows.");
        } else if (different != null) {
            reasons.add(
                    "The databases agree in " + Words.count(document.database().rowsCompared()) + " rows.");
        }
        int unfinished = (int) stages.stream()
                .filter(s -> s.kind() == ShownStage.Kind.UNFINISHED)
                .count();
        if (unfinished > 0) {
            reasons.add(Words.plural(unfinished, "stage") + " did not finish.");
        }
        int undone = (int)
                stages.stream().filter(s -> s.kind() == ShownStage.Kind.UNDONE).count();
        if (undone > 0) {
            reasons.add(Words.plural(undone, "attempt") + " at moving a unit " + (undone == 1 ? "was" : "were")
                    + " undone.");
        }
        return new Overall(about(word, word == said && !outdated ? origin(verdict) : ""), word, reasons);
    }

    private static String about(Word word, String origin) {
        return word.place() ? "Where the estate is" : "Verdict" + origin;
    }

    /** Whether a rollback came after it. */
    private static boolean outdated(ReportDocument.Verdict verdict, List<ShownStage> stages) {
        Instant at = verdict.at();
        return at != null
                && stages.stream()
                        .anyMatch(s -> s.kind() == ShownStage.Kind.TURNED_BACK
                                && s.startedAt().isAfter(at));
    }

    private static String reason(ReportDocument.Verdict verdict, boolean ofAnotherTime) {
        String told = "The validator's verdict" + origin(verdict) + ": " + Words.text(verdict.result()) + ".";
        return verdict.result() != null && ofAnotherTime
                ? told + " It is of the way forward, before the rollback, and proves nothing of what came after."
                : told;
    }

    /** For example {@code , blue to green, at 2026-01-31 12:00:00 UTC}. */
    private static String origin(ReportDocument.Verdict verdict) {
        String direction = verdict.direction();
        Instant at = verdict.at();
        return (direction == null ? "" : ", " + direction) + (at == null ? "" : ", at " + Words.moment(at));
    }

    private static Word validator(ReportDocument.Verdict verdict) {
        String result = verdict.result();
        if (result == null) {
            return Word.UNKNOWN;
        }
        return switch (result.toUpperCase(Locale.ROOT)) {
            case "PASS" -> Word.PASS;
            case "FAIL" -> Word.FAIL;
            case "INCONCLUSIVE" -> Word.INCONCLUSIVE;
            default -> Word.UNKNOWN;
        };
    }
}
