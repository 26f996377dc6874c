package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kmig.adapter.secret.SecretKeys;

/** How much of a value a message may repeat. */
final class Shown {
    private static final int LONGEST = 60;

    private Shown() {}

    /** The value in quotes, or only its kind where it may hold a secret: under a secret key, or in a URL. */
    static String value(JsonPointer key, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            return kind(value);
        }
        return secret(key) || value.asText().contains("@") ? "the value" : quoted(value.asText());
    }

    static String quoted(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return TextNode.valueOf(cut).toString();
    }

    private static boolean secret(JsonPointer key) {
        for (JsonPointer rest = key; !rest.matches(); rest = rest.tail()) {
            if (SecretKeys.looksSecret(rest.getMatchingProperty())) {
                return true;
            }
        }
        return false;
    }

    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "a mapping";
            case ARRAY -> "a list";
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            default -> "nothing";
        };
    }

    /** A type of JSON Schema in the same words. */
    static String kindOf(String type) {
        return switch (type) {
            case "object" -> "a mapping";
            case "array" -> "a list";
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            default -> type;
        };
    }
}
