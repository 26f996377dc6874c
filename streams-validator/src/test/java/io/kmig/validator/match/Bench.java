package io.kmig.validator.match;

import io.kmig.validator.chain.Batch;
import io.kmig.validator.chain.Link;
import io.kmig.validator.chain.LinkCodec;
import io.kmig.validator.chain.Seen;
import io.kmig.validator.digest.Fingerprint;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A matcher with its shelf and the findings that stand, which can be stopped and started again at any moment. */
final class Bench {
    final MemoryShelf shelf = new MemoryShelf();
    private final Map<Finding.Id, Finding> findings = new LinkedHashMap<>();
    private final Bounds bounds;
    private PartitionMatcher matcher;

    Bench() {
        this(Bounds.DEFAULT);
    }

    Bench(Bounds bounds) {
        this.bounds = bounds;
        restart();
    }

    void restart() {
        matcher = new PartitionMatcher(
                shelf,
                new Outcomes() {
                    @Override
                    public void found(Finding finding) {
                        findings.put(finding.id(), finding);
                    }

                    @Override
                    public void cleared(Finding.Id id) {
                        findings.remove(id);
                    }
                },
                bounds);
    }

    Bench origin() {
        return link(new Link.Origin(Link.NO_ID, Link.NO_ID, 0, 0, 0, 0, 0));
    }

    Bench link(Link link) {
        matcher.blue(LinkCodec.decode(LinkCodec.encode(link)));
        return this;
    }

    Bench blue(long from, long to, Seen... records) {
        return link(new Link.Stretch(Link.NO_ID, Batch.of(from, to, List.of(records))));
    }

    /** One batch of consecutive offsets. */
    Bench blue(long from, String contents) {
        Batch.Builder batch = Batch.from(from, contents.length());
        for (int i = 0; i < contents.length(); i++) {
            Seen seen = seen(from + i, contents.charAt(i));
            batch.add(seen.offset(), seen.keyHash(), seen.digest());
        }
        return link(new Link.Stretch(Link.NO_ID, batch.end(from + contents.length())));
    }

    /** Records at consecutive offsets. */
    Bench green(long from, String contents) {
        for (int i = 0; i < contents.length(); i++) {
            matcher.green(seen(from + i, contents.charAt(i)));
        }
        return this;
    }

    Bench green(Seen record) {
        matcher.green(record);
        return this;
    }

    Standing standing() {
        return matcher.standing();
    }

    Collection<Finding> findings() {
        return findings.values();
    }

    /** Letters that differ in case only share a key. */
    static Seen seen(long offset, char content) {
        return new Seen(offset, Character.toLowerCase(content), new Fingerprint(content, ~content));
    }
}
