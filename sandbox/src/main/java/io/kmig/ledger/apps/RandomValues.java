package io.kmig.ledger.apps;

import io.kmig.ledger.rows.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes up values that fit a column, as text for PostgreSQL to read. */
final class RandomValues {
    private static final Pattern SUPPORTED =
            Pattern.compile("text|character varying(\\((\\d+)\\))?|smallint|integer|bigint"
                    + "|numeric(\\((\\d+),(\\d+)\\))?|boolean|real|double precision|date|jsonb|bytea|text\\[\\]"
                    + "|timestamp(\\(\\d\\))? with(out)? time zone");
    private static final LocalDateTime FIRST = LocalDateTime.of(2020, 1, 1, 0, 0);
    private static final int LETTERS = 26;
    private static final String ODD = "ä,\\\t\n'\"東京\uD83D\uDE00";

    private final SplittableRandom random;

    RandomValues(SplittableRandom random) {
        this.random = random;
    }

    /** Whether a value of this column can be made up, and nothing else hangs on it. */
    static boolean canChange(Column column) {
        return !column.fixed()
                && !column.generated()
                && SUPPORTED.matcher(column.type()).matches();
    }

    /** @param large whether the column holds values so large that they are stored out of line */
    @Nullable
    String of(Column column, boolean large) {
        if (!column.notNull() && random.nextInt(20) == 0) return null;
        String type = column.type();
        Matcher matcher = SUPPORTED.matcher(type);
        if (!matcher.matches()) throw new IllegalArgumentException("no values of type " + type);
        if (type.equals("text")) return large ? letters(3_000 + random.nextInt(4_000)) : text(40);
        if (type.startsWith("character varying")) {
            int most = matcher.group(2) == null ? 40 : Integer.parseInt(matcher.group(2));
            return text(Math.min(40, most));
        }
        if (type.startsWith("numeric")) return numeric(matcher.group(4), matcher.group(5));
        if (type.startsWith("timestamp"))
            return FIRST.plusSeconds(random.nextInt(200_000_000)).plusNanos(random.nextInt(1_000_000) * 1000L)
                    + (type.endsWith("with time zone") ? "Z" : "");
        return switch (type) {
            case "smallint", "integer", "bigint" -> Integer.toString(random.nextInt(30_000));
            case "boolean" -> Boolean.toString(random.nextBoolean());
            case "real", "double precision" -> Integer.toString(random.nextInt(1 << 20)) + ".25";
            case "date" -> FIRST.plusDays(random.nextInt(3_000)).toLocalDate().toString();
            case "jsonb" -> "{\"n\": " + random.nextInt(1_000) + ", \"t\": [\"" + letters(6) + "\", null, 1.50]}";
            case "bytea" -> "\\x" + "%08x".formatted(random.nextInt());
            case "text[]" -> "{" + letters(4) + ",NULL,\"" + letters(3) + " x\"}";
            default -> throw new IllegalArgumentException("no values of type " + type);
        };
    }

    private String numeric(@Nullable String precision, @Nullable String scale) {
        if (precision == null || scale == null)
            return BigDecimal.valueOf(random.nextInt(1_000_000), 3).toPlainString();
        int digits = Math.min(9, Integer.parseInt(precision));
        int bound = BigInteger.TEN
                .pow(digits)
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .intValue();
        return BigDecimal.valueOf(random.nextInt(bound), Integer.parseInt(scale))
                .toPlainString();
    }

    private String text(int most) {
        String odd = random.nextInt(8) == 0 && most > 20 ? ODD : "";
        return letters(1 + random.nextInt(Math.max(1, most - odd.length()))) + odd;
    }

    /** Letters that don't compress. */
    String letters(int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) text.append((char) ('a' + random.nextInt(LETTERS)));
        return text.toString();
    }
}
