package io.kmig.cli.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts and figures as the page shows them. */
final class Words {
    static final String NOT_MEASURED = "not measured";

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Words() {}

    static String moment(Instant at) {
        return MOMENT.format(at);
    }

    /**
     * A text of unknown origin: bounded, and with nothing in it that hides or turns around what stands beside it.
     * Escaping is the template's.
     */
    static String text(@Nullable String raw) {
        return raw == null ? NOT_MEASURED : clip(raw, Bounds.TEXT, true);
    }

    static String label(String raw) {
        return clip(raw, Bounds.LABEL, false);
    }

    private static String clip(String raw, int most, boolean told) {
        StringBuilder shown = new StringBuilder();
        int characters = 0;
        int at = 0;
        while (at < raw.length() && characters < most) {
            int c = raw.codePointAt(at);
            shown.appendCodePoint(visible(c));
            at += Character.charCount(c);
            characters++;
        }
        if (at < raw.length()) {
            shown.append('…');
            if (told) {
                shown.append(" (")
                        .append(count(raw.codePointCount(at, raw.length())))
                        .append(" more characters in report.json)");
            }
        }
        return shown.toString();
    }

    private static int visible(int c) {
        if (c == '\n' || c == '\t' || c == '\r') {
            return ' ';
        }
        return switch (Character.getType(c)) {
            // half a pair can't be written as UTF-8; a FORMAT character can reverse the text after it
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> '\uFFFD';
            default -> c;
        };
    }

    static String count(@Nullable Long value) {
        return value == null ? NOT_MEASURED : String.format(Locale.ROOT, "%,d", value);
    }

    static String count(int value) {
        return count(Long.valueOf(value));
    }

    static String millis(@Nullable Long value) {
        return value == null ? NOT_MEASURED : count(value) + " ms";
    }

    static String percent(@Nullable Double value) {
        return value == null ? NOT_MEASURED : plain(value) + " %";
    }

    static String number(@Nullable Double value) {
        return value == null ? NOT_MEASURED : plain(value);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    static String plural(int count, String one) {
        return count(count) + " " + one + (count == 1 ? "" : "s");
    }

    /** In the two largest units: 3 h 12 min. */
    static String span(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d " + duration.toHoursPart() + " h";
        } else if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        } else if (duration.toMinutes() > 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        return duration.toSeconds() + " s";
    }
}
