package io.kmig.validator.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.validator.verdict.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Differences as newline-delimited JSON, one per line.
 *
 * <p>Keys often are people's names and numbers. So they are hashed with a salt, by which equal keys can be told within one
 * report and nothing can be looked up elsewhere, unless they are asked for in clear.
 */
public final class MismatchLines {
    /** The key of the record a problem is about; null when it has none or can't be read. */
    public interface Keys {
        byte @Nullable [] of(Problem problem);
    }

    private final ObjectMapper json = new ObjectMapper();
    private final Keys keys;
    private final boolean clear;
    private final String salt;

    /**
     * @param keys the key of the record a problem is about, or null
     * @param clear whether keys are written as they are
     * @param salt one per report, kept from it
     */
    public MismatchLines(Keys keys, boolean clear, String salt) {
        this.keys = keys;
        this.clear = clear;
        this.salt = salt;
    }

    public void write(List<Problem> problems, Writer out) {
        try {
            for (Problem problem : problems) {
                out.write(line(problem));
                out.write('\n');
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the mismatches", e);
        }
    }

    private String line(Problem problem) throws JsonProcessingException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("topic", problem.topic());
        line.put("partition", problem.partition());
        line.put("class", problem.kind().name());
        put(line, "blueOffset", problem.blueOffset());
        put(line, "greenOffset", problem.greenOffset());
        line.put("component", problem.component().label());
        byte[] key = keys.of(problem);
        if (key != null) {
            if (clear) {
                String text = text(key);
                if (text != null) {
                    line.put("key", text);
                }
                line.put("keyBase64", Base64.getEncoder().encodeToString(key));
            } else {
                line.put("keyHash", hash(key));
            }
        }
        if (problem.waiver() != null) {
            line.put("waiver", problem.waiver());
        }
        return json.writeValueAsString(line);
    }

    /** Null where the bytes are no text that a person could read: another encoding, or control characters. */
    private static @Nullable String text(byte[] key) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
            return text.chars().anyMatch(Character::isISOControl) ? null : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static void put(Map<String, Object> line, String name, long offset) {
        if (offset >= 0) {
            line.put(name, offset);
        }
    }

    private String hash(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(key), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
