package io.kmig.ledger.judge;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Findings, of each kind only as many as asked for. */
final class FindingList {
    private final int perKind;
    private final Map<Finding.Kind, List<Finding>> findings = new EnumMap<>(Finding.Kind.class);

    FindingList(int perKind) {
        this.perKind = perKind;
    }

    boolean hasRoom(Finding.Kind kind) {
        return of(kind).size() < perKind;
    }

    void add(Finding finding) {
        if (hasRoom(finding.kind())) of(finding.kind()).add(finding);
    }

    List<Finding> all() {
        return findings.values().stream().flatMap(List::stream).toList();
    }

    private List<Finding> of(Finding.Kind kind) {
        return findings.computeIfAbsent(kind, k -> new ArrayList<>());
    }
}
