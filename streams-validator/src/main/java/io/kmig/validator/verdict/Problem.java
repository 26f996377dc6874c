package io.kmig.validator.verdict;

import io.kmig.validator.match.Component;
import io.kmig.validator.match.Finding;
import io.kmig.validator.match.FindingKind;
import org.jspecify.annotations.Nullable;

/**
 * A difference, with its place.
 *
 * @param blueOffset or -1
 * @param greenOffset or -1
 * @param waiver by which it is accepted, or null
 */
public record Problem(
        String topic,
        int partition,
        FindingKind kind,
        long blueOffset,
        long greenOffset,
        Component component,
        @Nullable String waiver) {
    static Problem of(String topic, int partition, Finding finding, @Nullable String waiver) {
        return new Problem(
                topic,
                partition,
                finding.kind(),
                finding.blueOffset(),
                finding.greenOffset(),
                finding.component(),
                waiver);
    }

    /** One line for people. */
    public String describe() {
        String text = kind + " in " + topic + "-" + partition;
        if (blueOffset >= 0) {
            text += ", blue offset " + blueOffset;
        }
        if (greenOffset >= 0) {
            text += ", green offset " + greenOffset;
        }
        if (kind == FindingKind.MUTATED) {
            text += " (" + component.label() + ")";
        }
        return waiver == null ? text : text + ", waived by " + waiver;
    }
}
