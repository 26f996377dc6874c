package io.kmig.validator.verdict;

import io.kmig.validator.match.Finding;
import io.kmig.validator.match.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a partition when it is judged. The order in which it was read matters: mirror position, then green's
 * end, then blue's end, then the standing.
 *
 * @param watermark blue's end that the verdict is about
 * @param standing as last told, or null
 * @param findings those told one by one
 * @param mirrorCopied the last source offset the mirror has committed as copied, or null when unknown
 * @param greenEnd green's end, or null when not read yet: the stable one, or the log's where something is missing
 * @param greenSeen whether the standing covers every record below {@code greenEnd}
 * @param blueEnd blue's stable end read after {@code greenEnd}, or null
 */
public record Evidence(
        String topic,
        int partition,
        long watermark,
        @Nullable Standing standing,
        List<Finding> findings,
        @Nullable Long mirrorCopied,
        @Nullable Long greenEnd,
        boolean greenSeen,
        @Nullable Long blueEnd,
        List<Waiver> waivers) {
    public Evidence {
        findings = List.copyOf(findings);
        waivers = List.copyOf(waivers);
    }
}
