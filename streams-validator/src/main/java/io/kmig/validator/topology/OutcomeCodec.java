package io.kmig.validator.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kmig.validator.match.Finding;
import io.kmig.validator.match.Standing;
import java.io.IOException;

/** Standings and findings as JSON, so that anyone can read the verdicts topic. */
public final class OutcomeCodec {
    private final ObjectMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public byte[] encode(Standing standing) {
        return write(standing);
    }

    public byte[] encode(Finding finding) {
        return write(finding);
    }

    public Standing standing(byte[] bytes) {
        return read(bytes, Standing.class);
    }

    public Finding finding(byte[] bytes) {
        return read(bytes, Finding.class);
    }

    private byte[] write(Object outcome) {
        try {
            return json.writeValueAsBytes(outcome);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("could not write " + outcome, e);
        }
    }

    private <T> T read(byte[] bytes, Class<T> type) {
        try {
            return json.readValue(bytes, type);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName(), e);
        }
    }
}
