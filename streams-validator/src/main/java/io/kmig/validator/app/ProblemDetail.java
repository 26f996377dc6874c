package io.kmig.validator.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records behind a problem, as they are now.
 *
 * @param key of the record, blue's if there is one; null too when it has none
 * @param onBlue whether blue's record could be read
 * @param onGreen whether green's could
 * @param differing key, value, headers, timestamp: which of them differ, when both could be read
 */
@SuppressWarnings("ArrayRecordComponent")
public record ProblemDetail(byte @Nullable [] key, boolean onBlue, boolean onGreen, List<String> differing) {
    public ProblemDetail {
        differing = List.copyOf(differing);
    }
}
