package io.kmig.connect.sink.type;

import static io.kmig.connect.sink.type.TextForms.is;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Dates and times: Debezium's numbers since the epoch, and its ISO texts. */
final class TimeForms {
    private static final String TIME = "io.debezium.time.";
    private static final long MICROS = 1_000_000;
    private static final long DAY = 86_400 * MICROS;
    /** What the driver, and so Debezium, makes of infinity. */
    private static final long INFINITY = 9_223_372_036_825_200_000L;

    private static final long MINUS_INFINITY = -9_223_372_036_832_400_000L;
    /** The same as days: two ways of overflowing an int, the first in streaming and the second in snapshots. */
    private static final Set<Long> INFINITE_DAYS = Set.of(-2_147_472_692L, -622_191_234L);

    private static final Set<Long> MINUS_INFINITE_DAYS = Set.of(-2_147_472_691L, -625_821_272L);
    /** 4714-11-24 BC, the first day PostgreSQL knows. */
    private static final long FIRST_DAY = -2_440_588;

    private TimeForms() {}

    static @Nullable TextForm of(TargetType type, Schema schema) {
        return switch (type.name()) {
            case "date" -> date(schema);
            case "time" -> time(type, schema);
            case "timestamp" -> timestamp(type, schema);
            case "timestamptz" ->
                is(schema, Schema.Type.STRING, TIME + "ZonedTimestamp")
                        ? value -> zonedTimestamp((String) value, type.secondDigits())
                        : null;
            case "interval" -> is(schema, Schema.Type.STRING, TIME + "Interval") ? value -> (String) value : null;
            default -> null;
        };
    }

    private static @Nullable TextForm date(Schema schema) {
        if (is(schema, Schema.Type.INT32, TIME + "Date")) return value -> day((Integer) value);
        if (Date.LOGICAL_NAME.equals(schema.name())) {
            return value -> day(Date.fromLogical(schema, (java.util.Date) value));
        }
        return null;
    }

    private static @Nullable TextForm time(TargetType type, Schema schema) {
        int digits = type.secondDigits();
        if (is(schema, Schema.Type.INT64, TIME + "MicroTime")) return value -> clock((Long) value, digits);
        if (is(schema, Schema.Type.INT64, TIME + "NanoTime")) return value -> clock(micros((Long) value), digits);
        if (is(schema, Schema.Type.INT32, TIME + "Time")) return value -> clock((Integer) value * 1_000L, digits);
        // milliseconds only: the source has already cut what a finer column holds
        if (Time.LOGICAL_NAME.equals(schema.name()) && digits <= 3) {
            return value -> clock(Time.fromLogical(schema, (java.util.Date) value) * 1_000L, digits);
        }
        return null;
    }

    private static @Nullable TextForm timestamp(TargetType type, Schema schema) {
        int digits = type.secondDigits();
        if (is(schema, Schema.Type.INT64, TIME + "MicroTimestamp")) return value -> moment((Long) value, digits);
        if (is(schema, Schema.Type.INT64, TIME + "NanoTimestamp")) return value -> moment(micros((Long) value), digits);
        if (is(schema, Schema.Type.INT64, TIME + "Timestamp")) {
            return value -> moment(Math.multiplyExact((Long) value, 1_000L), digits);
        }
        if (Timestamp.LOGICAL_NAME.equals(schema.name()) && digits <= 3) {
            return value -> moment(Timestamp.fromLogical(schema, (java.util.Date) value) * 1_000L, digits);
        }
        return null;
    }

    private static long micros(long nanos) {
        if (nanos % 1_000 != 0) throw new UnsupportedValue("the value is finer than a microsecond");
        return nanos / 1_000;
    }

    private static String moment(long micros, int digits) {
        if (micros == INFINITY) return "infinity";
        if (micros == MINUS_INFINITY) return "-infinity";
        long days = Math.floorDiv(micros, DAY);
        LocalDate date = LocalDate.ofEpochDay(days);
        return yearMonthDay(date) + " " + clock(micros - days * DAY, digits) + era(date);
    }

    private static String day(long epochDay) {
        if (INFINITE_DAYS.contains(epochDay)) return "infinity";
        if (MINUS_INFINITE_DAYS.contains(epochDay)) return "-infinity";
        if (epochDay < FIRST_DAY) throw new UnsupportedValue("the day is before any PostgreSQL knows");
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        return yearMonthDay(date) + era(date);
    }

    /** PostgreSQL has no year 0: Java's 0 is 1 BC. */
    private static String yearMonthDay(LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return "%04d-%02d-%02d".formatted(year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    /** 24:00:00 is a time in PostgreSQL and none in Java. */
    private static String clock(long micros, int digits) {
        long unit = Math.round(Math.pow(10, 6 - digits));
        if (micros % unit != 0) {
            throw new UnsupportedValue("the value has more than the column's " + digits + " digits of a second");
        }
        long seconds = micros / MICROS;
        return "%02d:%02d:%02d.%06d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60, micros % MICROS);
    }

    private static String zonedTimestamp(String text, int digits) {
        if (text.equals("infinity") || text.equals("-infinity")) return text;
        OffsetDateTime at;
        try {
            at = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            // without the exception, which quotes the value
            throw new UnsupportedValue("the text is not an ISO timestamp with an offset");
        }
        LocalDate date = at.toLocalDate();
        long micros = micros(at.toLocalTime().toNanoOfDay());
        return yearMonthDay(date) + " " + clock(micros, digits) + "+00" + era(date);
    }
}
