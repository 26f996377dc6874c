package io.kmig.connect.sink.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Which text form a column takes from which Connect schema. The target column decides; a pair that is not listed is
 * refused, since a plausible guess is how a row gets wrong without an error.
 */
public final class TextForms {
    private static final String DATA = "io.debezium.data.";
    /** Names under which Debezium sends the text of a type as it is. */
    private static final Set<String> PLAIN_TEXT =
            Set.of(DATA + "Enum", DATA + "Json", DATA + "Xml", DATA + "Uuid", DATA + "Ltree", DATA + "Tsvector");

    private TextForms() {}

    /** Whether there is any schema whose values this type takes; there is none for types Debezium leaves out. */
    public static boolean carries(TargetType type) {
        return type.kind() == TargetType.Kind.ENUM
                || (type.kind() == TargetType.Kind.RANGE && !type.name().endsWith("multirange"))
                || (type.kind() == TargetType.Kind.BASE
                        && KNOWN.contains(type.name())
                        && !(type.array() && NO_ARRAYS.contains(type.name())));
    }

    /** Base types with a text form, or at least a better explanation than that they are unknown. */
    private static final Set<String> KNOWN = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "oid",
            "numeric",
            "money",
            "float4",
            "float8",
            "text",
            "varchar",
            "bpchar",
            "citext",
            "char",
            "uuid",
            "json",
            "jsonb",
            "xml",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "ltree",
            "tsvector",
            "isbn",
            "bytea",
            "bit",
            "varbit",
            "point",
            "hstore",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "name");

    private static final Set<String> NO_ARRAYS = Set.of("money", "interval", "varbit", "xml", "point", "name");

    /** @throws UnsupportedValue naming type and schema, and the fix where there is one */
    public static TextForm of(TargetType type, Schema schema) {
        if (type.array()) {
            if (schema.type() != Schema.Type.ARRAY || schema.name() != null) throw unsupported(type, schema, "");
            TextForm element = of(type.element(), schema.valueSchema());
            return value -> ArrayText.of((List<?>) value, element);
        }
        TextForm form =
                switch (type.kind()) {
                    case ENUM, RANGE -> plainText(schema);
                    case BASE -> base(type, schema);
                    case OTHER -> null;
                };
        if (form == null) throw unsupported(type, schema, fix(type, schema));
        return form;
    }

    private static @Nullable TextForm base(TargetType type, Schema schema) {
        return switch (type.name()) {
            case "bool" -> is(schema, Schema.Type.BOOLEAN, null) ? value -> (Boolean) value ? "t" : "f" : null;
            case "int2", "int4", "int8", "oid" -> integer(schema);
            case "numeric" -> numeric(type, schema);
            case "money" -> money(schema);
            // PostgreSQL's float8 reads what Java writes, NaN and Infinity included
            case "float4" -> is(schema, Schema.Type.FLOAT32, null) ? Object::toString : null;
            case "float8" -> is(schema, Schema.Type.FLOAT64, null) ? Object::toString : null;
            case "text", "varchar", "bpchar", "citext", "char" -> plainText(schema);
            case "uuid", "json", "jsonb", "xml", "inet", "cidr", "macaddr", "macaddr8", "ltree", "tsvector", "isbn" ->
                plainText(schema);
            case "bytea" -> is(schema, Schema.Type.BYTES, null) ? TextForms::bytea : null;
            case "bit" -> bits(type, schema);
            case "point" -> is(schema, Schema.Type.STRUCT, DATA + "geometry.Point") ? TextForms::point : null;
            case "hstore" -> hstore(schema);
            case "date", "time", "timestamp", "timestamptz", "interval" -> TimeForms.of(type, schema);
            default -> null;
        };
    }

    private static @Nullable TextForm integer(Schema schema) {
        if (schema.name() != null) return null;
        return switch (schema.type()) {
            case INT8, INT16, INT32, INT64 -> Object::toString;
            default -> null;
        };
    }

    private static @Nullable TextForm numeric(TargetType type, Schema schema) {
        Integer scale = type.scale();
        if (Decimal.LOGICAL_NAME.equals(schema.name())) return value -> decimal((BigDecimal) value, scale);
        if (is(schema, Schema.Type.STRUCT, DATA + "VariableScaleDecimal")) {
            return value -> {
                Struct struct = (Struct) value;
                return decimal(
                        new BigDecimal(new BigInteger(bytes(struct.get("value"))), struct.getInt32("scale")), scale);
            };
        }
        // decimal.handling.mode=string; NaN and Infinity come this way only
        if (is(schema, Schema.Type.STRING, null)) {
            return value -> {
                String text = (String) value;
                String special = Numbers.special(text);
                return special == null ? decimal(Numbers.parsed(text), scale) : special;
            };
        }
        return integer(schema);
    }

    private static String decimal(BigDecimal value, @Nullable Integer scale) {
        // PostgreSQL would round without a word
        if (scale != null && value.stripTrailingZeros().scale() > scale) {
            throw new UnsupportedValue("the value has more than the column's " + scale + " decimals");
        }
        return value.toPlainString();
    }

    private static @Nullable TextForm money(Schema schema) {
        if (is(schema, Schema.Type.STRING, null))
            return value -> Numbers.parsed((String) value).toPlainString();
        return Decimal.LOGICAL_NAME.equals(schema.name()) ? value -> ((BigDecimal) value).toPlainString() : null;
    }

    private static @Nullable TextForm plainText(Schema schema) {
        boolean plain =
                schema.type() == Schema.Type.STRING && (schema.name() == null || PLAIN_TEXT.contains(schema.name()));
        return plain ? value -> (String) value : null;
    }

    private static @Nullable TextForm bits(TargetType type, Schema schema) {
        int length = type.modifier();
        if (length == 1 && is(schema, Schema.Type.BOOLEAN, null)) return value -> (Boolean) value ? "1" : "0";
        if (length < 1 || !is(schema, Schema.Type.BYTES, DATA + "Bits")) return null;
        return value -> BitText.of(bytes(value), length);
    }

    private static String point(Object value) {
        Struct point = (Struct) value;
        return "(" + point.getFloat64("x") + "," + point.getFloat64("y") + ")";
    }

    private static @Nullable TextForm hstore(Schema schema) {
        if (is(schema, Schema.Type.STRING, DATA + "Json")) return value -> (String) value;
        boolean map = schema.type() == Schema.Type.MAP
                && schema.keySchema().type() == Schema.Type.STRING
                && schema.valueSchema().type() == Schema.Type.STRING;
        return map ? value -> JsonText.object((Map<?, ?>) value) : null;
    }

    private static String bytea(Object value) {
        return "\\x" + HexFormat.of().formatHex(bytes(value));
    }

    static byte[] bytes(@Nullable Object value) {
        if (value instanceof byte[] bytes) return bytes;
        if (value instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return copy;
        }
        throw new UnsupportedValue("the value is not bytes");
    }

    static boolean is(Schema schema, Schema.Type type, @Nullable String name) {
        return schema.type() == type && (name == null ? schema.name() == null : name.equals(schema.name()));
    }

    private static String fix(TargetType type, Schema schema) {
        return switch (type.name()) {
            case "numeric", "money" ->
                schema.type() == Schema.Type.FLOAT64 ? "; set decimal.handling.mode=precise on the source" : "";
            case "interval" ->
                "; set interval.handling.mode=string on the source: the number of microseconds it sends"
                        + " otherwise has lost months and days";
            case "timetz" ->
                "; Debezium sends the time in UTC, so the offset is lost: exclude the column on the source or"
                        + " make it time or text";
            case "name" -> "; Debezium sends NULL instead of its changes: make it text";
            case "date", "time", "timestamp", "timestamptz" -> "; set time.precision.mode=adaptive on the source";
            case "bytea" -> "; set binary.handling.mode=bytes on the source";
            case "varbit" ->
                "; Debezium sends bits without their number, so leading zeros are lost: exclude the column"
                        + " on the source or make it bit(n) or text";
            default -> "";
        };
    }

    private static UnsupportedValue unsupported(TargetType type, Schema schema, String fix) {
        return new UnsupportedValue("type %s takes no %s%s%s"
                .formatted(type, schema.type(), schema.name() == null ? "" : " named " + schema.name(), fix));
    }
}
