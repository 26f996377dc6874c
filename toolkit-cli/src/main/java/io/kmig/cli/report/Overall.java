package io.kmig.cli.report;

import io.kmig.cli.document.ReportDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The one word above the page, with its reasons. Only the validator passes a migration: a clean ledger proves the
 * demo's own records, and nothing measured proves nothing. Any witness can fail it.
 */
record Overall(Word word, List<String> reasons) {
    enum Word {
        PASS("✓"),
        FAIL("✗"),
        INCONCLUSIVE("?"),
        UNKNOWN("–");

        /** Seen beside the word, for those who only glance. */
        private final String mark;

        Word(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }

        String label() {
            return this == UNKNOWN ? "unknown" : name();
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
        Word word = validator(document.verdict(), reasons);
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
        return new Overall(word, reasons);
    }

    private static Word validator(ReportDocument.Verdict verdict, List<String> reasons) {
        String result = verdict.result();
        if (result == null) {
            reasons.add("The validator's verdict: " + Words.NOT_MEASURED + ".");
            return Word.UNKNOWN;
        }
        reasons.add("The validator's verdict: " + Words.text(result) + ".");
        return switch (result.toUpperCase(Locale.ROOT)) {
            case "PASS" -> Word.PASS;
            case "FAIL" -> Word.FAIL;
            case "INCONCLUSIVE" -> Word.INCONCLUSIVE;
            default -> Word.UNKNOWN;
        };
    }
}
