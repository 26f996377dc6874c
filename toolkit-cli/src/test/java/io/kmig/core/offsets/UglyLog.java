package io.kmig.core.offsets;

import io.kmig.core.estate.Tp;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog.Seen;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One partition's past by chance: what was written, and what became of it on both sides. */
final class UglyLog {
    static final Tp TP = new Tp("t", 0);

    enum Feature {
        EMPTY,
        MARKERS_AND_ABORTED,
        CONTROL_BATCHES_AT_THE_TAIL,
        EQUAL_RECORDS,
        TOMBSTONES,
        NO_KEYS,
        COMPACTED_ON_BLUE,
        COMPACTED_ON_GREEN,
        HEAD_PURGED_ON_BLUE,
        HEAD_PURGED_ON_GREEN,
        REPLAY_IN_THE_MIDDLE,
        REPLAY_AT_THE_TAIL,
        REPLAY_UNFINISHED,
        MIRROR_BEHIND,
        PAIRS,
        RECORD_MISSING_ON_GREEN,
        RECORD_CHANGED_ON_GREEN,
        RECORD_FOREIGN_ON_GREEN,
        DAMAGED_WHILE_THE_MIRROR_IS_BEHIND,
        EXPIRED_BEFORE_IT_WAS_COPIED,
        COPIED_NOT_KNOWN,
        COPIED_KNOWN_OF_BEFORE,
        WAY_BACK,
        WAY_BACK_OF_A_COPY_THAT_IS_BEHIND
    }

    /** What became of a log after it was asked about. */
    enum Since {
        WRITTEN,
        COPIED,
        COPIED_TO_THE_END,
        PURGED_ON_BLUE,
        PURGED_ON_GREEN,
        RECORD_MISSING_ON_GREEN,
        RECORD_CHANGED_ON_GREEN,
        RECORD_FOREIGN_ON_GREEN,
        NOTHING
    }

    final long seed;
    final Set<Feature> features = EnumSet.noneOf(Feature.class);
    final ListLog blue = new ListLog();
    final ListLog green = new ListLog();
    final List<ProvenPair> pairs = new ArrayList<>();
    /** What was ever written: the record's number is its place in here. */
    final List<Long> keys = new ArrayList<>();

    final List<Long> contents = new ArrayList<>();
    /** Blue offset → number. */
    final Map<Long, Integer> onBlue = new HashMap<>();
    /** Green offset → number; a foreign record has none. */
    final Map<Long, Integer> onGreen = new HashMap<>();
    /** Number → blue offset when it was written. */
    final List<Long> written = new ArrayList<>();
    /** How many of them the mirror has copied. */
    int copied;
    /** Which one it copies next: below {@link #copied} while it copies a stretch again. */
    int next;
    /** How many of them it is known to have copied; -1 when that is not known. */
    int knownCopied;
    /** The mirror is one without exactly-once, whether it was killed or not; or was one once and has got over it. */
    boolean mayCopyTwice;

    private final Random random;

    UglyLog(long seed) {
        this.seed = seed;
        this.random = new Random(seed * 31 + 7);
        boolean compacted = chance(4);
        boolean replayed = random.nextInt(10) < 3;
        write(compacted);
        copy(replayed);
        if (compacted) {
            compact(blue, onBlue, Feature.COMPACTED_ON_BLUE);
            compact(green, onGreen, Feature.COMPACTED_ON_GREEN);
        } else {
            purge();
        }
        boolean behind = features.contains(Feature.MIRROR_BEHIND);
        // a record that is lost where a stretch is copied again looks like one that was not copied again yet
        if (!features.contains(Feature.REPLAY_UNFINISHED) && chance(behind ? 3 : 5)) {
            damage();
            note(behind && damaged(), Feature.DAMAGED_WHILE_THE_MIRROR_IS_BEHIND);
        }
        ask(behind);
    }

    /** How the question is put: what is known of the mirror, and which side the group is on. */
    private void ask(boolean behind) {
        // on a compacted topic what was copied again then may be all that is left of it
        mayCopyTwice &= behind || compacted() || features.contains(Feature.REPLAY_UNFINISHED) || chance(2);
        // a stretch is copied again because it was not committed
        int committed = features.contains(Feature.REPLAY_UNFINISHED) ? next : copied;
        knownCopied = committed == 0 ? -1 : committed;
        boolean maybeCopiedAgain = mayCopyTwice && behind;
        if (!maybeCopiedAgain && chance(behind ? 3 : 6)) {
            features.add(Feature.WAY_BACK);
            note(behind, Feature.WAY_BACK_OF_A_COPY_THAT_IS_BEHIND);
            // the mirror of the way back has carried nothing of a topic that is still written on blue
            knownCopied = -1;
        } else if (chance(8)) {
            features.add(Feature.COPIED_NOT_KNOWN);
            knownCopied = -1;
        } else if (committed > 1 && chance(8)) {
            features.add(Feature.COPIED_KNOWN_OF_BEFORE);
            knownCopied = 1 + random.nextInt(committed - 1);
        }
    }

    boolean wayBack() {
        return features.contains(Feature.WAY_BACK);
    }

    /** Where the group is. */
    ListLog source() {
        return wayBack() ? green : blue;
    }

    ListLog target() {
        return wayBack() ? blue : green;
    }

    /** Offset on the source → number. */
    Map<Long, Integer> onSource() {
        return wayBack() ? onGreen : onBlue;
    }

    Map<Long, Integer> onTarget() {
        return wayBack() ? onBlue : onGreen;
    }

    boolean compacted() {
        return features.contains(Feature.COMPACTED_ON_BLUE) || features.contains(Feature.COMPACTED_ON_GREEN);
    }

    boolean damaged() {
        return features.contains(Feature.RECORD_MISSING_ON_GREEN)
                || features.contains(Feature.RECORD_CHANGED_ON_GREEN)
                || features.contains(Feature.RECORD_FOREIGN_ON_GREEN);
    }

    Question question(List<Long> positions) {
        Question question = Question.of(TP, positions, source().ends(), target().ends())
                .with(wayBack() ? pairs.stream().map(ProvenPair::swapped).toList() : pairs)
                .ofCompacted(compacted())
                .copiedExactlyOnce(!mayCopyTwice)
                .born(wayBack() ? Question.Origin.TARGET : Question.Origin.SOURCE);
        return knownCopied < 0 ? question : question.copiedUpTo(written.get(knownCopied - 1));
    }

    /**
     * Time goes by: more is written and copied, heads expire, and a copy may be damaged on its way. What was copied before
     * stays as it is.
     */
    Set<Since> goOn() {
        Set<Since> since = EnumSet.noneOf(Since.class);
        if (chance(6)) {
            since.add(Since.NOTHING);
            return since;
        }
        boolean equal = features.contains(Feature.EQUAL_RECORDS);
        for (int i = random.nextInt(7); i > 0; i--) {
            gaps(blue, true);
            writeOne(features.contains(Feature.NO_KEYS) ? 0 : 1 + random.nextInt(6), equal, chance(6));
            since.add(Since.WRITTEN);
        }
        boolean halted =
                features.contains(Feature.REPLAY_UNFINISHED) || features.contains(Feature.EXPIRED_BEFORE_IT_WAS_COPIED);
        int upTo = halted || copied == contents.size()
                ? copied
                : copied + (chance(2) ? contents.size() - copied : random.nextInt(contents.size() - copied));
        int damaged = upTo > copied && chance(4) ? copied + random.nextInt(upTo - copied) : -1;
        while (copied < upTo) {
            gaps(green, !mayCopyTwice);
            copyOne(copied == damaged, since);
            since.add(Since.COPIED);
        }
        next = halted ? next : copied;
        if (copied == contents.size()) {
            since.add(Since.COPIED_TO_THE_END);
        }
        if (!halted && chance(6) && copied > 0) {
            long first = blue.ends().start();
            blue.purgeTo(Math.max(first, written.get(random.nextInt(copied))));
            note(blue.ends().start() > first, since, Since.PURGED_ON_BLUE);
        }
        if (chance(6) && green.ends().leo() > green.ends().start()) {
            long first = green.ends().start();
            green.purgeTo(first + random.nextInt((int) (green.ends().leo() - first)));
            note(green.ends().start() > first, since, Since.PURGED_ON_GREEN);
        }
        if (!halted && !wayBack() && knownCopied >= 0) {
            knownCopied = copied == 0 ? -1 : copied;
        }
        return since;
    }

    private void copyOne(boolean damaged, Set<Since> since) {
        int number = copied++;
        long content = contents.get(number);
        switch (damaged ? random.nextInt(3) : -1) {
            case 0 -> {
                features.add(Feature.RECORD_MISSING_ON_GREEN);
                since.add(Since.RECORD_MISSING_ON_GREEN);
                return;
            }
            case 1 -> {
                green.add(keys.get(number), 5_500_000 + seed);
                features.add(Feature.RECORD_CHANGED_ON_GREEN);
                since.add(Since.RECORD_CHANGED_ON_GREEN);
                return;
            }
            case 2 -> {
                green.add(999, 6_500_000 + seed);
                features.add(Feature.RECORD_FOREIGN_ON_GREEN);
                since.add(Since.RECORD_FOREIGN_ON_GREEN);
            }
            default -> {}
        }
        onGreen.put(green.ends().leo(), number);
        green.add(keys.get(number), content);
    }

    private static void note(boolean so, Set<Since> since, Since what) {
        if (so) {
            since.add(what);
        }
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private void write(boolean compacted) {
        int records = chance(12) ? 0 : 1 + random.nextInt(40);
        boolean equal = !compacted && chance(4);
        boolean noKeys = !compacted && chance(4);
        boolean gaps = !chance(3);
        for (int i = 0; i < records; i++) {
            gaps(blue, gaps);
            long key = noKeys ? 0 : 1 + random.nextInt(6);
            writeOne(key, equal, !noKeys && chance(6));
        }
        note(records == 0, Feature.EMPTY);
        note(equal && records > 2, Feature.EQUAL_RECORDS);
        note(noKeys && records > 0, Feature.NO_KEYS);
        if (gaps(blue, gaps)) {
            features.add(Feature.CONTROL_BATCHES_AT_THE_TAIL);
        }
    }

    private void writeOne(long key, boolean equal, boolean asTombstone) {
        int number = contents.size();
        boolean tombstone = asTombstone && key != 0;
        long content = equal ? 1 + random.nextInt(2) : 1_000L * key + number + 1;
        note(tombstone, Feature.TOMBSTONES);
        keys.add(key);
        contents.add(tombstone ? -content : content);
        onBlue.put(blue.ends().leo(), number);
        written.add(blue.ends().leo());
        blue.add(key, contents.get(number));
    }

    private void copy(boolean replayed) {
        int records = contents.size();
        copied = records > 0 && chance(5) ? random.nextInt(records) : records;
        boolean replays = replayed && copied > 1;
        mayCopyTwice = replayed;
        boolean gaps = !replays && chance(2);
        next = 0;
        int left = replays ? 1 + random.nextInt(3) : 0;
        boolean unfinished = replays && chance(3);
        int reached = 0;
        while (next < copied || left > 0) {
            boolean back = left > 0 && next > 0 && (next == copied || chance(Math.max(2, copied / 2)));
            if (back) {
                left--;
                features.add(next == copied ? Feature.REPLAY_AT_THE_TAIL : Feature.REPLAY_IN_THE_MIDDLE);
                next -= 1 + random.nextInt(Math.min(next, 8));
            }
            gaps(green, gaps);
            onGreen.put(green.ends().leo(), next);
            green.add(keys.get(next), contents.get(next));
            next++;
            reached = Math.max(reached, next);
            if (unfinished && next < reached) {
                // the mirror is on its way through it
                features.add(Feature.REPLAY_UNFINISHED);
                copied = reached;
                break;
            }
        }
        note(copied < records, Feature.MIRROR_BEHIND);
        gaps(green, gaps);
        if (!replayed && chance(2)) {
            onGreen.forEach((there, number) -> onBlue.forEach((here, same) -> {
                if (number.equals(same) && chance(4)) {
                    pairs.add(new ProvenPair(here, there));
                    features.add(Feature.PAIRS);
                }
            }));
        }
    }

    private boolean gaps(ListLog log, boolean any) {
        boolean some = false;
        while (any && chance(3)) {
            log.gap();
            features.add(Feature.MARKERS_AND_ABORTED);
            some = true;
        }
        return some;
    }

    /** Drops what a later copied record supersedes, by chance, and a key's last tombstone with all that is before it. */
    private void compact(ListLog log, Map<Long, Integer> places, Feature feature) {
        if (chance(4)) {
            return;
        }
        // key → offset of its last record; a stretch copied again may end with an older one
        Map<Long, Long> last = new HashMap<>();
        places.forEach((offset, number) -> last.merge(keys.get(number), offset, Math::max));
        int grace = random.nextInt(3);
        Map<Long, Boolean> dropTombstone = new HashMap<>();
        for (int i = log.records().size() - 1; i >= 0; i--) {
            Seen seen = log.records().get(i);
            Integer number = places.get(seen.offset());
            if (number == null || number + grace >= copied) {
                continue;
            }
            Long newest = last.get(seen.key());
            boolean superseded = newest != null && seen.offset() < newest;
            boolean drop = superseded
                    ? Boolean.TRUE.equals(dropTombstone.get(seen.key())) || !chance(3)
                    : seen.tombstone() && dropTombstone.computeIfAbsent(seen.key(), k -> chance(2));
            if (drop) {
                log.removeAt(i);
                places.remove(seen.offset());
                features.add(feature);
            }
        }
    }

    private void purge() {
        if (features.contains(Feature.MIRROR_BEHIND) && chance(2)) {
            // blue's retention is faster than the mirror
            blue.purgeTo(
                    written.get(copied) + 1 + random.nextInt((int) (blue.ends().leo() - written.get(copied))));
            features.add(Feature.EXPIRED_BEFORE_IT_WAS_COPIED);
        } else if (chance(4) && blue.ends().leo() > 0) {
            // what expired was copied before
            long upTo = onBlue.entrySet().stream()
                    .filter(e -> e.getValue() >= copied)
                    .mapToLong(Map.Entry::getKey)
                    .min()
                    .orElse(blue.ends().leo());
            blue.purgeTo(random.nextInt((int) upTo + 1));
            note(blue.ends().start() > 0, Feature.HEAD_PURGED_ON_BLUE);
        }
        if (chance(5) && green.ends().leo() > 0) {
            green.purgeTo(random.nextInt((int) green.ends().leo() + 1));
            note(green.ends().start() > 0, Feature.HEAD_PURGED_ON_GREEN);
        }
    }

    private void damage() {
        if (green.records().isEmpty()) {
            return;
        }
        int index = random.nextInt(green.records().size());
        Seen seen = green.records().get(index);
        switch (random.nextInt(3)) {
            case 0 -> {
                green.removeAt(index);
                onGreen.remove(seen.offset());
                features.add(Feature.RECORD_MISSING_ON_GREEN);
            }
            case 1 -> {
                green.change(index, 5_000_000 + seed);
                onGreen.remove(seen.offset());
                features.add(Feature.RECORD_CHANGED_ON_GREEN);
            }
            default -> {
                green.add(999, 6_000_000 + seed);
                features.add(Feature.RECORD_FOREIGN_ON_GREEN);
            }
        }
    }

    private void note(boolean so, Feature feature) {
        if (so) {
            features.add(feature);
        }
    }

    @Override
    public String toString() {
        return "seed " + seed + " " + features + "\n  blue  " + show(blue) + "\n  green " + show(green) + "\n  pairs "
                + pairs + ", copied " + copied + " of " + contents.size();
    }

    private static String show(ListLog log) {
        StringBuilder line = new StringBuilder(log.ends().toString());
        log.records()
                .forEach(r -> line.append(' ').append(r.offset()).append(':').append(r.digestHigh()));
        return line.toString();
    }
}
