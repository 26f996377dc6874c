package io.kmig.core.offsets;

import java.util.Map;
import java.util.Optional;

/**
 * What was found on one partition, and what it rests on.
 *
 * @param compared how many source records were held against their partners in answering
 * @param span the stretch that is now known to be equal, to start from next time; empty when there is none
 * @param waiver what was left out in comparing the span; empty when nothing was
 */
public record Answer(Map<Long, Translation> translations, long compared, Optional<Span> span, String waiver) {
    Answer(Map<Long, Translation> translations, long compared, Optional<Span> span) {
        this(translations, compared, span, "");
    }
}
