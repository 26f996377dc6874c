package io.kmig.ledger.judge;

import io.kmig.ledger.record.ClientRow;
import io.kmig.ledger.record.Cluster;
import io.kmig.ledger.record.Payload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was promised (acknowledgements) with what there is (records a read_committed consumer sees) and with
 * what was done (records processed).
 *
 * <pre>
 * pass 1 over the rows:    who there is, where groups first began; per producer and topic, which sequence was acknowledged or refused
 * pass 2 over the rows:    per group, which sequence was processed; counts and pauses
 * the other cluster:       which sequence is visible; one without an acknowledgement that is, did happen
 * home:                    which sequence is visible, again, out of order, or from nobody
 * lost                   = (acknowledged or visible on the other) and not visible at home
 * unprocessed, per group = (acknowledged or visible) and not before its first position and not processed
 * pass 3 over the rows:    where the missing ones that will be listed once were
 * </pre>
 *
 * <p>Memory is bounded by bits per record and one entry per distinct key and reader, never by rows: see {@link Line}.
 * Nothing may be writing while judging: a record acknowledged after the rows were read would count as foreign.
 */
public final class Judge {
    private final Question question;

    public Judge(Question question) {
        this.question = question;
    }

    /** @throws IllegalStateException if the home cluster can't be read: there is no verdict without it */
    public LedgerReport judge(Evidence evidence) {
        return new Case(question).of(evidence);
    }

    private static final class Case {
        private final Question question;
        private final FindingList findings;
        private final MissingRecords missing;
        private final Lines lines;
        private final Map<String, ClientCase> clients = new TreeMap<>();
        private final Map<String, GroupCase> groups = new TreeMap<>();
        private final Map<Place, Move> writes = new TreeMap<>();
        private long visibleAtHome;
        private long visibleAtOther;
        private long foreign;

        Case(Question question) {
            this.question = question;
            this.findings = new FindingList(question.findingsPerKind());
            this.missing = new MissingRecords(findings, question.findingsPerKind());
            this.lines = new Lines(question.compacted());
        }

        LedgerReport of(Evidence evidence) {
            evidence.rows(this::introduce);
            evidence.rows(this::take);
            boolean otherRead = evidence.sightings(question.home().other(), lines.topics(), this::seenAtOther);
            if (!evidence.sightings(question.home(), lines.topics(), this::seenAtHome))
                throw new IllegalStateException(
                        "no verdict: " + question.home().label() + ", which has to hold everything, can't be read");
            return report(evidence, otherRead);
        }

        private void introduce(String name, ClientRow row) {
            if (row instanceof ClientRow.Opened opened) {
                // clients of databases are another judge's
                if (opened.reads().isEmpty() && opened.writes().isEmpty()) return;
                clients.put(name, new ClientCase(opened));
                lines.writes(opened.writes());
                String group = opened.group();
                if (group != null) {
                    GroupCase known = groups.computeIfAbsent(group, g -> new GroupCase(g, question, findings));
                    known.clients.add(name);
                    known.topics.addAll(opened.reads());
                }
            } else if (row instanceof ClientRow.Reserved reserved) {
                lines.reserved(name, reserved.upTo());
            } else if (row instanceof ClientRow.Acked acked) {
                Line line = lines.of(name, acked.topic());
                line.acked.set(Line.bit(acked.seq()));
                line.key(acked.seq(), acked.key());
            } else if (row instanceof ClientRow.Refused refused) {
                lines.of(name, refused.topic()).refused.set(Line.bit(refused.seq()));
            } else if (row instanceof ClientRow.Began began) {
                groupOf(name).began(began);
            }
        }

        private void take(String name, ClientRow row) {
            if (row instanceof ClientRow.Acked acked) {
                client(name).acked(acked, question);
                Line line = lines.of(name, acked.topic());
                writes.computeIfAbsent(new Place(acked.topic(), acked.partition()), p -> new Move(question.home()))
                        .active(acked.cluster(), acked.stamp());
                for (GroupCase group : groups.values())
                    group.lies(line, acked.cluster(), acked.partition(), acked.offset(), acked.seq());
            } else if (row instanceof ClientRow.Unknown) {
                client(name).unknown();
            } else if (row instanceof ClientRow.Processed processed) {
                client(name).processed(processed.cluster(), question);
                // an acknowledgement may never have come for what was processed: ask for "can be", not "is"
                if (lines.canBe(processed.producer(), processed.topic(), processed.seq()))
                    groupOf(name).processed(processed, lines.of(processed.producer(), processed.topic()));
                else groupOf(name).foreign(processed);
            } else if (row instanceof ClientRow.Alien alien) {
                client(name).processed(alien.cluster(), question);
                groupOf(name).alien(alien, lines.topics().contains(alien.topic()));
            }
        }

        private void seenAtOther(Sighting seen) {
            visibleAtOther++;
            Line line = lineOf(seen);
            Payload payload = seen.payload();
            if (line == null || payload == null) return;
            line.atOther.set(Line.bit(payload.seq()));
            located(line, question.home().other(), seen, payload);
        }

        private void seenAtHome(Sighting seen) {
            visibleAtHome++;
            Line line = lineOf(seen);
            Payload payload = seen.payload();
            String key = seen.key();
            if (line == null || payload == null || key == null) {
                foreign++;
                find(
                        Finding.Kind.FOREIGN,
                        seen,
                        payload == null ? "not a value of any producer" : "never sent, or aborted");
                return;
            }
            int bit = Line.bit(payload.seq());
            ClientCase client = client(payload.producer());
            if (line.atHome.get(bit)) {
                client.duplicated++;
                find(Finding.Kind.DUPLICATED, seen, "visible before already");
                return;
            }
            line.atHome.set(bit);
            located(line, question.home(), seen, payload);
            String wrong = line.homeOrder.next(key, seen.partition(), payload.keySeq(), payload.seq());
            if (wrong != null) {
                client.reordered++;
                find(Finding.Kind.REORDERED, seen, wrong);
            }
        }

        private void located(Line line, Cluster cluster, Sighting seen, Payload payload) {
            if (seen.key() != null) line.key(payload.seq(), seen.key());
            for (GroupCase group : groups.values())
                group.lies(line, cluster, seen.partition(), seen.offset(), payload.seq());
        }

        /** Null if nobody can have written it. */
        private @Nullable Line lineOf(Sighting seen) {
            Payload payload = seen.payload();
            if (payload == null || !lines.canBe(payload.producer(), seen.topic(), payload.seq())) return null;
            return lines.of(payload.producer(), seen.topic());
        }

        private LedgerReport report(Evidence evidence, boolean otherRead) {
            long superseded = findLost();
            List<GroupLedger> groupLedgers = new ArrayList<>();
            Map<String, GroupLedger> soleMember = new TreeMap<>();
            for (GroupCase group : groups.values()) {
                GroupLedger verdict = group.verdict(lines, missing);
                groupLedgers.add(verdict);
                if (group.clients.size() == 1) group.clients.forEach(name -> soleMember.put(name, verdict));
            }
            missing.locate(evidence);
            List<ClientLedger> clientLedgers = clients.entrySet().stream()
                    .map(e -> e.getValue().verdict(question, soleMember.get(e.getKey())))
                    .toList();
            boolean blueIsHome = question.home() == Cluster.BLUE;
            Long other = otherRead ? Long.valueOf(visibleAtOther) : null;
            return new LedgerReport(
                    question.home(),
                    total(clientLedgers, ClientLedger::produced),
                    total(clientLedgers, ClientLedger::processed),
                    sum(clients.values().stream().map(c -> c.lost).toList())
                            + sum(groupLedgers.stream().map(GroupLedger::lost).toList()),
                    sum(clients.values().stream().map(c -> c.duplicated).toList())
                            + sum(groupLedgers.stream()
                                    .map(GroupLedger::duplicated)
                                    .toList()),
                    sum(clients.values().stream().map(c -> c.reordered).toList())
                            + sum(groupLedgers.stream()
                                    .map(GroupLedger::reordered)
                                    .toList()),
                    foreign
                            + sum(groupLedgers.stream()
                                    .map(GroupLedger::foreign)
                                    .toList()),
                    superseded
                            + sum(groupLedgers.stream()
                                    .map(GroupLedger::superseded)
                                    .toList()),
                    blueIsHome ? Long.valueOf(visibleAtHome) : other,
                    blueIsHome ? other : Long.valueOf(visibleAtHome),
                    clientLedgers,
                    groupLedgers,
                    writePauses(),
                    groups.values().stream()
                            .filter(g -> g.move.lastAway() != null)
                            .map(g -> pause(g.group, null, g.move))
                            .toList(),
                    groups.values().stream()
                            .flatMap(g -> g.moves.entrySet().stream()
                                    .filter(m -> m.getValue().pause() != null)
                                    .map(m -> pause(g.group, m.getKey(), m.getValue())))
                            .toList(),
                    findings.all());
        }

        /** Counts per client; returns how many are gone rightfully. */
        private long findLost() {
            long superseded = 0;
            for (Line line : lines.all()) {
                BitSet gone = line.existing();
                gone.andNot(line.atHome);
                for (int seq = gone.nextSetBit(0); seq >= 0; seq = gone.nextSetBit(seq + 1)) {
                    String key = line.keyOf(seq);
                    if (key != null && line.homeOrder.isPast(key, seq)) {
                        superseded++;
                        continue;
                    }
                    client(line.producer).lost++;
                    missing.add(
                            Finding.Kind.LOST,
                            line.producer,
                            line,
                            seq,
                            "not visible on " + question.home().label() + ", "
                                    + (line.atOther.get(seq) ? "visible on " : "nor on ")
                                    + question.home().other().label());
                }
            }
            return superseded;
        }

        private List<WritePause> writePauses() {
            List<WritePause> pauses = new ArrayList<>();
            writes.forEach((place, move) -> {
                Long last = move.lastAway();
                if (last != null)
                    pauses.add(new WritePause(
                            place.topic(), place.partition(), last, move.firstHome(), move.pause(), move.moves()));
            });
            return pauses;
        }

        private static ConsumerPause pause(String group, @Nullable Place place, Move move) {
            Long last = move.lastAway();
            if (last == null) throw new IllegalArgumentException(group + " never processed anything away from home");
            return new ConsumerPause(
                    group,
                    place == null ? null : place.topic(),
                    place == null ? null : Integer.valueOf(place.partition()),
                    last,
                    move.firstHome(),
                    move.pause());
        }

        private void find(Finding.Kind kind, Sighting seen, String detail) {
            if (!findings.hasRoom(kind)) return;
            Payload payload = seen.payload();
            findings.add(new Finding(
                    kind,
                    payload == null ? "nobody" : payload.producer(),
                    seen.topic(),
                    seen.partition(),
                    seen.offset(),
                    seen.key(),
                    payload == null ? null : payload.producer(),
                    payload == null ? null : Long.valueOf(payload.seq()),
                    detail + "; on " + question.home().label()));
        }

        private ClientCase client(String name) {
            ClientCase client = clients.get(name);
            if (client == null)
                throw new IllegalStateException("rows of a client that never introduced itself: " + name);
            return client;
        }

        private GroupCase groupOf(String name) {
            String group = client(name).opened.group();
            GroupCase known = group == null ? null : groups.get(group);
            if (known == null)
                throw new IllegalStateException("rows of processing by a client without a group: " + name);
            return known;
        }

        private static long sum(List<Long> counts) {
            return counts.stream().mapToLong(Long::longValue).sum();
        }

        /** Null if there is nobody to count for. */
        private static @Nullable Long total(List<ClientLedger> clients, Count count) {
            Long total = null;
            for (ClientLedger client : clients) {
                Long one = count.of(client);
                if (one != null) total = (total == null ? 0 : total) + one;
            }
            return total;
        }

        private interface Count {
            @Nullable
            Long of(ClientLedger client);
        }
    }
}
