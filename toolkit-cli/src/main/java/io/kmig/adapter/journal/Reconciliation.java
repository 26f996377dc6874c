package io.kmig.adapter.journal;

import io.kmig.adapter.journal.EntryJson.Unreadable;
import io.kmig.core.journal.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * What is true when file and topic are laid beside each other.
 *
 * <p>An append writes the file, then the topic, and the next one begins only after both: so the topic decides, and the
 * file is ahead of it by one line at most, the one whose append died. Of that line nothing was acted on, because its
 * writer never heard of the commit. A line that has another one after it was confirmed; when the topic does not have it,
 * or has another in its place, the two belong to different histories and nobody may choose between them.
 *
 * @param lines the journal
 * @param entries the same, read
 * @param unconfirmed lines of the file that the topic does not have: none or one
 * @param rebuilt lines of the topic that the file did not have
 */
record Reconciliation(List<String> lines, List<Entry> entries, List<String> unconfirmed, int rebuilt) {
    Reconciliation {
        lines = List.copyOf(lines);
        entries = List.copyOf(entries);
        unconfirmed = List.copyOf(unconfirmed);
    }

    static Reconciliation of(List<String> file, List<String> topic, EntryJson json) {
        int common = 0;
        while (common < file.size() && common < topic.size() && file.get(common).equals(topic.get(common))) {
            common++;
        }
        List<String> rest = file.subList(common, file.size());
        if (rest.size() > 1) {
            throw JournalProblems.diverged(
                    "the file has " + rest.size() + " entries from number " + common + " on that the topic, with "
                            + topic.size() + " entries, does not have; all but the last were confirmed once",
                    "find out whether green was replaced or its journal topic deleted; keep a copy of both, then move"
                            + " away the one that is wrong and run: kmig status");
        }
        return new Reconciliation(topic, entries(topic, json), rest, topic.size() - common);
    }

    static List<Entry> entries(List<String> lines, EntryJson json) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines) {
            Entry entry = entry(line, entries.size(), json);
            if (entry.seq() != entries.size()) {
                throw JournalProblems.diverged(
                        "entry number " + entries.size() + " of the journal says it is number " + entry.seq(),
                        "entries were lost or written twice; keep a copy of file and topic and find out by whom");
            }
            entries.add(entry);
        }
        return entries;
    }

    private static Entry entry(String line, int number, EntryJson json) {
        try {
            return json.read(line);
        } catch (Unreadable e) {
            throw JournalProblems.diverged(
                    "entry number " + number + " of the journal can't be read: " + e.getMessage(),
                    "use the newest kmig that worked on this migration");
        }
    }
}
