package io.kmig.core.offsets;

import io.kmig.core.port.RecordLog.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Says whether an answer is right, from the whole of both logs and from which record is which: it knows what the
 * translator has to find out. Shares no code with it.
 */
final class Oracle {
    private final UglyLog log;

    Oracle(UglyLog log) {
        this.log = log;
    }

    /** Empty when the answer is right. */
    Optional<String> wrong(long position, Translation answer) {
        if (answer instanceof Translation.Unresolved) {
            return Optional.empty();
        }
        if (position < log.source().ends().start()
                || position > log.source().ends().leo()) {
            return Optional.of("a position outside the log was answered");
        }
        if (answer instanceof Translation.Exact exact) {
            return log.compacted()
                    ? wrongOnCompacted(position, exact.offset())
                    : wrongOnPlain(position, exact.offset());
        }
        Translation.Bounded bounded = (Translation.Bounded) answer;
        return wrongBound(position, bounded);
    }

    /** Whether an exact answer exists that can be told from the logs. */
    boolean translatable(long position) {
        if (position < log.source().ends().start()
                || position > log.source().ends().leo()) {
            return false;
        }
        List<Seen> behind = from(log.source(), position);
        boolean known = log.knownCopied == log.copied;
        if (log.features.contains(UglyLog.Feature.REPLAY_UNFINISHED)) {
            return false;
        }
        if (log.compacted()) {
            return known && !log.damaged() && log.copied == log.contents.size();
        }
        boolean whole = log.source().ends().start() == 0 && log.target().ends().start() == 0;
        boolean replayed = log.features.contains(UglyLog.Feature.REPLAY_IN_THE_MIDDLE)
                || log.features.contains(UglyLog.Feature.REPLAY_AT_THE_TAIL);
        if (!known && (!whole || replayed || log.damaged())) {
            return false;
        }
        if (log.wayBack()) {
            return true;
        }
        if (log.damaged() && log.copied < log.contents.size()) {
            return false;
        }
        if (log.copied < log.contents.size()) {
            // what is before it must be there, and the place must not be cut off
            long brought = behind.stream().filter(s -> number(s) < log.copied).count();
            return behind.stream().anyMatch(s -> number(s) >= log.copied)
                    && before(position) <= log.copied
                    && log.green.records().size() >= brought
                    && log.blue.ends().start() == 0
                    && log.green.ends().start() == 0;
        }
        List<Seen> there = log.green.records();
        int first = there.size() - behind.size();
        return first >= 0 && same(behind, there.subList(first, there.size()));
    }

    /** What the mirror will bring, the rest of the stretch and all that follows, is read too. */
    private Optional<String> wrongWhileCopiedAgain(long position, List<Seen> behind, List<Seen> read) {
        List<Long> wanted = behind.stream().map(Seen::digestHigh).toList();
        List<Long> got = new ArrayList<>(read.stream().map(Seen::digestHigh).toList());
        log.blue.records().stream()
                .filter(s -> log.onBlue.getOrDefault(s.offset(), -1) >= log.next)
                .forEach(s -> got.add(s.digestHigh()));
        return wanted.equals(got)
                ? Optional.empty()
                : Optional.of(
                        "with what is still copied again " + got + " are not the " + wanted + " from " + position);
    }

    private Optional<String> wrongOnPlain(long position, long offset) {
        List<Seen> behind = from(log.source(), position);
        List<Seen> read = from(log.target(), offset);
        if (log.features.contains(UglyLog.Feature.REPLAY_UNFINISHED) && !log.wayBack()) {
            return wrongWhileCopiedAgain(position, behind, read);
        }
        if (log.wayBack()) {
            // what the copy had not got yet comes next
            behind.addAll(log.blue.records().stream()
                    .filter(s -> log.onBlue.getOrDefault(s.offset(), -1) >= copied())
                    .toList());
        } else if (copied() < log.contents.size()) {
            behind = behind.stream().filter(s -> number(s) < copied()).toList();
            boolean toCome = log.blue.records().stream().anyMatch(s -> s.offset() < position && number(s) >= copied());
            if (toCome) {
                return Optional.of("records before it are still to come");
            }
        }
        return same(behind, read)
                ? Optional.empty()
                : Optional.of(read.size() + " records from " + offset + " are not the " + behind.size()
                        + " that come from " + position);
    }

    /**
     * A mirror that lost its last record looks like one that has not copied it, as long as it is not known to have: the
     * record counts as one to come.
     */
    private int copied() {
        int last = log.copied - 1;
        boolean lost = log.features.contains(UglyLog.Feature.RECORD_MISSING_ON_GREEN) && log.knownCopied < log.copied;
        if (!lost) {
            return log.copied;
        }
        if (log.compacted()) {
            return log.onGreen.containsValue(last) ? log.copied : last;
        }
        List<Seen> there = log.green.records();
        int first = last - there.size();
        boolean looksLikeIt = first >= 0
                && IntStream.range(0, there.size())
                        .allMatch(i -> there.get(i).digestHigh() == log.contents.get(first + i));
        return looksLikeIt ? last : log.copied;
    }

    /** Reading gives the records behind the position, and goes back now and then; and it begins at the last chance. */
    private Optional<String> wrongBound(long position, Translation.Bounded bounded) {
        List<Seen> behind = from(log.source(), position);
        List<Seen> read = from(log.target(), bounded.offset());
        if (bounded.reread() <= 0 || read.size() - behind.size() != bounded.reread()) {
            return Optional.of("reads " + read.size() + " records for " + behind.size() + ", and says "
                    + bounded.reread() + " of them twice");
        }
        if (!goesBackAndForth(read, position)) {
            return Optional.of("what is read is not blue's log with stretches repeated");
        }
        boolean unique = !log.features.contains(UglyLog.Feature.EQUAL_RECORDS);
        for (int later = 1; unique && later < read.size(); later++) {
            if (goesBackAndForth(read.subList(later, read.size()), position)) {
                return Optional.of(
                        "there is a later occurrence, at " + read.get(later).offset());
            }
        }
        return Optional.empty();
    }

    private boolean goesBackAndForth(List<Seen> read, long position) {
        List<Seen> all = log.source().records();
        int first = all.size() - from(log.source(), position).size();
        boolean[] at = new boolean[all.size() + 1];
        if (first < all.size()) {
            at[first] = true;
        }
        for (Seen seen : read) {
            boolean[] next = new boolean[all.size() + 1];
            int highest = -1;
            for (int i = 0; i < all.size(); i++) {
                if (at[i] && all.get(i).sameContent(seen)) {
                    highest = i;
                }
            }
            for (int i = 0; i <= highest + 1; i++) {
                next[i] = true;
            }
            at = next;
        }
        return at[all.size()];
    }

    /** Nothing that counts is skipped and nothing older is read: a record counts while it is its key's last. */
    private Optional<String> wrongOnCompacted(long position, long offset) {
        Optional<String> wrong = wrongFrom(begin(position, false), position, offset);
        // who read a copied stretch on the copy may read it once more there, or go on behind it
        return wrong.isPresent() && log.wayBack() ? wrongFrom(begin(position, true), position, offset) : wrong;
    }

    private int begin(long position, boolean behindWhatWasRead) {
        OptionalInt first = from(log.source(), position).stream()
                .mapToInt(this::number)
                .filter(number -> number >= 0 && !(behindWhatWasRead && readBefore(number, position)))
                .min();
        return first.orElse(log.wayBack() ? copied() : log.contents.size());
    }

    private Optional<String> wrongFrom(int begin, long position, long offset) {
        for (Map.Entry<Long, Integer> copy : log.onTarget().entrySet()) {
            if (copy.getKey() >= offset && copy.getValue() < begin && !expiredBetween(copy.getValue(), position)) {
                return Optional.of("reads record " + copy.getValue() + " again, which is before " + begin);
            }
            if (copy.getKey() < offset
                    && copy.getValue() >= begin
                    && !mayBeLeftOut(copy.getValue())
                    && !readLater(copy.getValue(), offset)) {
                return Optional.of("skips record " + copy.getValue());
            }
        }
        for (int number = begin; number < (log.wayBack() ? log.contents.size() : copied()); number++) {
            if (!superseded(number)
                    && log.contents.get(number) > 0
                    && !log.onTarget().containsValue(number)) {
                return Optional.of("record " + number + " is missing");
            }
        }
        long foreign = foreign(log.target(), log.onTarget(), offset) + foreign(log.source(), log.onSource(), position);
        return foreign == 0
                ? Optional.empty()
                : Optional.of("reads or skips " + foreign + " records that are on one side only");
    }

    private long foreign(ListLog side, Map<Long, Integer> places, long offset) {
        int lastThere = log.onGreen.values().stream().mapToInt(n -> n).max().orElse(-1);
        return from(side, offset).stream()
                .filter(s -> !places.containsKey(s.offset()))
                // one that a later record supersedes can't be told from one that the other side has compacted away
                .filter(s -> from(side, s.offset() + 1).stream().noneMatch(l -> l.key() == s.key()))
                // nor one that the copy has not got yet
                .filter(s -> !log.wayBack()
                        || log.blue.records().stream()
                                .noneMatch(
                                        l -> l.key() == s.key() && log.onBlue.getOrDefault(l.offset(), -1) > lastThere))
                .count();
    }

    /** Compacted away on blue at or behind the position, so that the group may or may not have read it there. */
    private boolean expiredBetween(int number, long position) {
        return !log.onSource().containsValue(number)
                && log.onSource().entrySet().stream().noneMatch(e -> e.getKey() < position && e.getValue() > number);
    }

    /** On a copy, where the mirror copied it again. */
    private boolean readBefore(int number, long position) {
        return log.onSource().entrySet().stream().anyMatch(c -> c.getKey() < position && c.getValue() == number);
    }

    /** The mirror copied it again. */
    private boolean readLater(int number, long offset) {
        return log.onTarget().entrySet().stream().anyMatch(c -> c.getKey() >= offset && c.getValue() == number);
    }

    /** Superseded, or a tombstone that blue has dropped too: who reads blue never sees it either. */
    private boolean mayBeLeftOut(int number) {
        return superseded(number)
                || (log.contents.get(number) < 0 && !log.onSource().containsValue(number));
    }

    private boolean superseded(int number) {
        return log.keys.subList(number + 1, log.keys.size()).contains(log.keys.get(number));
    }

    private int number(Seen seen) {
        return log.onSource().getOrDefault(seen.offset(), -1);
    }

    /** How many were ever written before this blue offset. */
    private int before(long position) {
        return (int) log.onBlue.keySet().stream().filter(o -> o < position).count();
    }

    private static List<Seen> from(ListLog log, long offset) {
        List<Seen> read = new ArrayList<>(log.records());
        read.removeIf(s -> s.offset() < offset);
        return read;
    }

    private static boolean same(List<Seen> some, List<Seen> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (some.get(i).digestHigh() != others.get(i).digestHigh()) {
                return false;
            }
        }
        return true;
    }
}
