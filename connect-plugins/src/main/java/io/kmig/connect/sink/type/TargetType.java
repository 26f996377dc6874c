package io.kmig.connect.sink.type;

import org.jspecify.annotations.Nullable;

/**
 * A column's type, with domains resolved to what they are made of.
 *
 * @param schema of the type
 * @param name as in {@code pg_type}, such as {@code int4}; for arrays the element's name
 * @param kind of the type
 * @param array whether the column is an array of it
 * @param modifier {@code atttypmod}: length, precision, or -1
 */
public record TargetType(String schema, String name, Kind kind, boolean array, int modifier) {
    /** {@code pg_type.typtype}, as far as it matters here. */
    public enum Kind {
        BASE,
        ENUM,
        RANGE,
        OTHER;

        public static Kind of(String typtype) {
            return switch (typtype) {
                case "b" -> BASE;
                case "e" -> ENUM;
                case "r", "m" -> RANGE;
                default -> OTHER;
            };
        }
    }

    public TargetType element() {
        return new TargetType(schema, name, kind, false, modifier);
    }

    /** Digits behind the decimal point of a {@code numeric(p,s)}; null when the column takes any. */
    @Nullable
    Integer scale() {
        if (modifier < 4) return null;
        // eleven bits, signed since PostgreSQL 15
        return (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
    }

    /** Digits of a second that a time or timestamp column keeps. */
    int secondDigits() {
        return modifier < 0 ? 6 : modifier;
    }

    /**
     * An expression of type text as this type. Never with a length: an explicit cast to {@code varchar(3)} cuts
     * silently, while storing a longer {@code varchar} into such a column fails, as it must.
     */
    public String fromText(String expression) {
        if (!array && name.equals("money")) return expression + "::pg_catalog.numeric::pg_catalog.money";
        if (!array && name.equals("hstore")) return hstoreFromJson(expression);
        return "%s::%s.%s%s".formatted(expression, quoted(schema), quoted(name), array ? "[]" : "");
    }

    private String hstoreFromJson(String json) {
        String hstore = quoted(schema) + "." + quoted("hstore");
        return "CASE WHEN %1$s IS NULL THEN NULL ELSE coalesce((SELECT %2$s(array_agg(e.key), array_agg(e.value))"
                        .formatted(json, hstore)
                + " FROM pg_catalog.json_each_text(%s::pg_catalog.json) AS e), ''::%s) END".formatted(json, hstore);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return (schema.equals("pg_catalog") ? name : schema + "." + name) + (array ? "[]" : "");
    }
}
