package io.kmig.cli.config;

import com.fasterxml.jackson.core.JsonPointer;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was found wrong so far. Collected, because an operator who fixes one line at a time never finishes. */
final class Findings {
    static final String UNCHANGED = "nothing was contacted, nothing was changed";

    private final Set<Finding> found = new LinkedHashSet<>();
    private final List<String> sources = new ArrayList<>();

    private record Finding(Place place, String key, String what, String remedy) {
        Problem problem() {
            String subject = key.isEmpty() ? "" : key + ": ";
            return new Problem(ErrorCode.CONFIG_INVALID, place + ": " + subject + what, UNCHANGED, remedy);
        }
    }

    void add(Place place, JsonPointer key, String what, String remedy) {
        add(place, dotted(key), what, remedy);
    }

    void add(Place place, String key, String what, String remedy) {
        if (!sources.contains(place.source())) {
            sources.add(place.source());
        }
        found.add(new Finding(place, key, what, remedy));
    }

    boolean any() {
        return !found.isEmpty();
    }

    /** All of them, in the order in which a reader meets them in the files. */
    KmigException asException() {
        Comparator<Finding> asRead = Comparator.<Finding>comparingInt(
                        finding -> sources.indexOf(finding.place().source()))
                .thenComparingInt(finding -> finding.place().line())
                .thenComparingInt(finding -> finding.place().column());
        return new KmigException(
                found.stream().sorted(asRead).map(Finding::problem).toList(), null);
    }

    /** {@code /clients/0/groups} as {@code clients[0].groups}. */
    static String dotted(JsonPointer key) {
        StringBuilder text = new StringBuilder();
        for (JsonPointer rest = key; !rest.matches(); rest = rest.tail()) {
            if (rest.mayMatchElement()) {
                text.append('[').append(rest.getMatchingIndex()).append(']');
            } else {
                text.append(text.length() == 0 ? "" : ".").append(rest.getMatchingProperty());
            }
        }
        return text.toString();
    }
}
