package io.kmig.core.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.RacingLog;
import io.kmig.core.offsets.Translation;
import io.kmig.core.port.Estates;
import io.kmig.core.port.RecordLog;
import io.kmig.testkit.FakeCluster;
import io.kmig.testkit.FakeConnect;
import io.kmig.testkit.FakeMirrorRecords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class PositionFinderTest {
    private static final Tp ONE = new Tp("one", 0);
    private static final Tp OTHER = new Tp("other", 0);

    private final FakeCluster blue =
            new FakeCluster(Colour.BLUE).topic("one", 1).topic("other", 1);
    private final FakeCluster green =
            new FakeCluster(Colour.GREEN).topic("one", 1).topic("other", 1);

    private final List<Reading> told = new ArrayList<>();
    private final FakeMirrorRecords records = new FakeMirrorRecords();
    private final FakeConnect connect = new FakeConnect("workers", green, Map.of("blue", blue), records);

    @Test
    void aPartitionThatCannotBeReadIsReportedAndTheOthersFinish() {
        for (int atOnce : new int[] {1, 4}) {
            both(ONE, "a", "b");
            both(OTHER, "a", "b");

            Map<Tp, Map<Long, Translation>> found = finder(failing(ErrorCode.PERMISSION_DENIED, atOnce))
                    .find(Map.of(ONE, Set.of(1L), OTHER, Set.of(1L)), true, told::add);

            assertThat(found.get(OTHER)).containsEntry(1L, new Translation.Exact(1));
            assertThat(found.get(ONE).get(1L)).isInstanceOfSatisfying(Translation.Unresolved.class, u -> {
                assertThat(u.reason())
                        .contains(ErrorCode.PERMISSION_DENIED.id())
                        .contains("refused");
                assertThat(u.mayClear()).isFalse();
            });
        }
    }

    @Test
    void whatIsReadIsCountedUpToExactlyWhatWasToBeRead() {
        for (int i = 0; i < 2_500; i++) {
            both(ONE, "r" + i);
            both(OTHER, "r" + i);
        }

        finder(blue).find(Map.of(ONE, Set.of(10L, 400L), OTHER, Set.of(2_000L)), true, told::add);

        assertThat(told).startsWith(new Reading(0, 2, 0, 10_000)).endsWith(new Reading(2, 2, 10_000, 10_000));
        assertThat(told).extracting(Reading::offsetsRead).isSorted().contains(100L, 200L, 1_000L, 7_000L);
        assertThat(told).extracting(Reading::partitionsDone).isSorted().contains(1);
        assertThat(told).as("once in a hundred records").hasSizeBetween(90, 110);
    }

    @Test
    void aLogThatIsReadAgainBecauseItDiffersIsNotCountedTwice() {
        for (int i = 0; i < 2_500; i++) {
            both(ONE, "r" + i);
            both(OTHER, "r" + i);
        }
        // the last is there twice, as after a mirror was killed: counted from the ends, the logs are read again
        green.append(ONE, "r2499");
        connect.put("kmig.test.mirror.one", Map.of("source.cluster.alias", "blue"), true);
        connect.alterMirrorOffsets("kmig.test.mirror.one", "blue", Map.of(ONE, 2_499L));
        AtomicInteger reads = new AtomicInteger();

        finder(new RacingLog(blue, reads::incrementAndGet))
                .find(Map.of(ONE, Set.of(10L), OTHER, Set.of(10L)), true, told::add);

        assertThat(reads).as("of blue alone").hasValueGreaterThan(7_500);
        assertThat(told).endsWith(new Reading(2, 2, 10_001, 10_001)).allMatch(r -> r.offsetsRead() <= r.offsets());
    }

    @Test
    void aPartitionThatCannotBeReadCountsAsDone() {
        both(ONE, "a", "b");
        both(OTHER, "a", "b");

        finder(failing(ErrorCode.PERMISSION_DENIED, 1))
                .find(Map.of(ONE, Set.of(1L), OTHER, Set.of(1L)), true, told::add);

        assertThat(told).startsWith(new Reading(0, 2, 0, 8)).endsWith(new Reading(2, 2, 8, 8));
    }

    @Test
    void withoutAnythingToReadNothingIsTold() {
        finder(blue).find(Map.of(), true, told::add);

        assertThat(told).isEmpty();
    }

    @Test
    void workersThatDoNotAnswerLeaveUnknownHowFarTheMirrorIs() {
        both(ONE, "a", "b");
        connect.beforeCall(call -> {
            throw FakeConnect.refused("no answer");
        });

        assertThat(finder(blue).find(Map.of(ONE, Set.of(1L)), true, told::add).get(ONE))
                .containsEntry(1L, new Translation.Exact(1));
    }

    @Test
    void theWorkersAreAskedOnlyWhenToldTo() {
        both(ONE, "a", "b");
        PositionFinder finder = finder(blue);

        finder.find(Map.of(ONE, Set.of(1L)), false, told::add);
        assertThat(connect.calls()).isEmpty();

        finder.find(Map.of(ONE, Set.of(1L)), true, told::add);
        assertThat(connect.calls()).isNotEmpty();
    }

    @Test
    void anInterruptionIsNoFindingOfAPartition() {
        both(ONE, "a");
        both(OTHER, "a");

        assertThatThrownBy(() -> finder(failing(ErrorCode.INTERRUPTED, 4))
                        .find(Map.of(ONE, Set.of(0L), OTHER, Set.of(0L)), true, told::add))
                .isInstanceOfSatisfying(
                        KmigException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.INTERRUPTED));
    }

    @Test
    void askedAgainItReadsOnlyWhatCameSince() {
        for (int i = 0; i < 500; i++) {
            both(ONE, "r" + i);
        }
        AtomicInteger reads = new AtomicInteger();
        PositionFinder finder = finder(new RacingLog(blue, reads::incrementAndGet));
        finder.find(Map.of(ONE, Set.of(10L, 400L)), true, told::add);
        assertThat(reads.getAndSet(0)).isGreaterThanOrEqualTo(490);
        both(ONE, "new 1", "new 2");

        Map<Tp, Map<Long, Translation>> found = finder.find(Map.of(ONE, Set.of(12L, 402L, 501L)), true, told::add);

        assertThat(found.get(ONE))
                .isEqualTo(Map.of(
                        12L,
                        new Translation.Exact(12),
                        402L,
                        new Translation.Exact(402),
                        501L,
                        new Translation.Exact(501)));
        assertThat(reads.get()).as("two records and the end").isLessThanOrEqualTo(3);
        assertThat(told).startsWith(new Reading(0, 1, 0, 1_000)).contains(new Reading(0, 1, 0, 4));
        assertThat(told).endsWith(new Reading(1, 1, 4, 4));
    }

    /** Deleted, made again and filled up to where it had ended: another log, of which nothing was compared. */
    @Test
    void aTopicThatWasMadeAgainIsNotAnsweredFromWhatWasComparedOfTheOneBefore() {
        both(ONE, "a", "b", "c");
        PositionFinder finder = finder(blue);
        assertThat(finder.find(Map.of(ONE, Set.of(3L)), false, told::add).get(ONE))
                .containsEntry(3L, new Translation.Exact(3));
        assertThat(finder.proved(List.of(ONE))).isNotEmpty();
        blue.deleteTopic("one");
        blue.topic("one", 1);
        List.of("x", "y", "z").forEach(content -> blue.append(ONE, content));

        Map<Long, Translation> found =
                finder.find(Map.of(ONE, Set.of(3L)), false, told::add).get(ONE);

        assertThat(found.get(3L)).isInstanceOf(Translation.Unresolved.class);
        assertThat(finder.proved(List.of(ONE))).isEmpty();
    }

    @Test
    void compactedPartitionsAreAllAnsweredThoughOnlyAFewAtATime() {
        Map<Tp, Set<Long>> wanted = new HashMap<>();
        for (int i = 0; i < 11; i++) {
            for (FakeCluster side : List.of(blue, green)) {
                side.topic("compacted" + i, 1);
                side.alterTopicConfigs("compacted" + i, Map.of("cleanup.policy", "compact"), Set.of());
            }
            both(new Tp("compacted" + i, 0), "a", "b");
            wanted.put(new Tp("compacted" + i, 0), Set.of(1L));
        }
        both(ONE, "a", "b");
        wanted.put(ONE, Set.of(1L));
        List<Integer> together = new ArrayList<>();
        RecordLog counting = new RecordLog() {
            @Override
            public Cursor open(Tp partition, long fromOffset) {
                return blue.open(partition, fromOffset);
            }

            @Override
            public <T> void each(Collection<T> questions, Consumer<T> work) {
                together.add(questions.size());
                questions.forEach(work);
            }
        };

        Map<Tp, Map<Long, Translation>> found = finder(counting).find(wanted, false, told::add);

        assertThat(found).hasSize(12).allSatisfy((tp, answers) -> assertThat(answers)
                .containsEntry(1L, new Translation.Exact(1)));
        assertThat(together).containsExactly(1, 4, 4, 3);
        assertThat(told).last().satisfies(r -> assertThat(r.partitionsDone()).isEqualTo(12));
    }

    @Test
    void whatIsProvedWithoutTimestampsSaysSoAlsoWhenItIsAskedAgain() {
        green.stampOnAppend("one");
        both(ONE, "a", "b", "c");
        PositionFinder finder = finder(blue);

        for (Set<Long> positions : List.of(Set.of(1L, 3L), Set.of(3L))) {
            finder.find(Map.of(ONE, positions), false, reading -> {})
                    .get(ONE)
                    .forEach((position, translation) -> assertThat(translation)
                            .isInstanceOfSatisfying(Translation.Exact.class, e -> {
                                assertThat(e.offset()).isEqualTo(position);
                                assertThat(e.waiver()).contains("timestamps not compared", "stamped copies");
                            }));
        }
    }

    @Test
    void whereBlueStampsAndGreenKeepsItsStampsADifferenceIsOne() {
        blue.stampOnAppend("one");
        both(ONE, "a", "b", "c");

        assertThat(finder(blue)
                        .find(Map.of(ONE, Set.of(1L)), false, reading -> {})
                        .get(ONE)
                        .get(1L))
                .isInstanceOf(Translation.Unresolved.class);
    }

    @Test
    void aPartitionWhoseEndsAreNotToldIsReportedAndTheOthersFinish() {
        both(ONE, "a", "b");
        Tp nowhere = new Tp("nowhere", 0);

        Map<Tp, Map<Long, Translation>> found =
                finder(blue).find(Map.of(ONE, Set.of(1L), nowhere, Set.of(1L)), false, reading -> {});

        assertThat(found.get(ONE)).containsEntry(1L, new Translation.Exact(1));
        assertThat(found.get(nowhere).get(1L))
                .isInstanceOfSatisfying(Translation.Unresolved.class, u -> assertThat(u.reason())
                        .startsWith(ErrorCode.CLUSTER_REQUEST_FAILED.id())
                        .contains("nowhere-0"));
    }

    @Test
    void aTopicThatIsCompactedOnGreenAloneIsTakenForOne() {
        green.alterTopicConfigs("one", Map.of("cleanup.policy", "compact"), Set.of());
        both(ONE, "a", "b", "c");
        green.compact(ONE, 1);

        assertThat(finder(blue)
                        .find(Map.of(ONE, Set.of(0L)), true, told::add)
                        .get(ONE)
                        .get(0L))
                .isInstanceOfSatisfying(
                        Translation.Unresolved.class,
                        u -> assertThat(u.reason()).contains("has no partner").contains("no later record of its key"));
    }

    @Test
    void whatTheMirrorWasHeardToHaveCommittedStaysKnownWhenTheWorkersAreNotAskedAgain() {
        both(ONE, "a", "b");
        blue.append(ONE, "c");
        String mirror = "kmig.test.mirror.app";
        connect.put(mirror, Map.of("connector.class", FakeConnect.MIRROR_SOURCE, "source.cluster.alias", "blue"), true);
        connect.alterMirrorOffsets(mirror, "blue", Map.of(ONE, 2L));
        PositionFinder finder = finder(blue);

        for (boolean asked : List.of(true, false)) {
            assertThat(finder.find(Map.of(ONE, Set.of(2L)), asked, told::add)
                            .get(ONE)
                            .get(2L))
                    .as("\"c\" was copied and is not there; asked: " + asked)
                    .isInstanceOf(Translation.Unresolved.class);
        }
        assertThat(finder(blue).find(Map.of(ONE, Set.of(2L)), false, told::add).get(ONE))
                .as("as long as nobody knows, it may be on its way")
                .containsEntry(2L, new Translation.Exact(2));
    }

    private void both(Tp tp, String... contents) {
        for (String content : contents) {
            blue.append(tp, content);
            green.append(tp, content);
        }
    }

    private PositionFinder finder(RecordLog source) {
        Estates estates = new Estates(blue, green, source, green, connect, records);
        return new PositionFinder(estates, Passage.toGreen(estates), "kmig.test.mirror.", true, Set::of);
    }

    private RecordLog failing(ErrorCode code, int atOnce) {
        return new RecordLog() {
            @Override
            public Cursor open(Tp partition, long fromOffset) {
                if (partition.equals(ONE)) {
                    throw new KmigException(new Problem(code, "refused", "nothing was changed", "allow it"));
                }
                return blue.open(partition, fromOffset);
            }

            @Override
            public <T> void each(Collection<T> questions, Consumer<T> work) {
                (atOnce > 1 ? questions.parallelStream() : questions.stream()).forEach(work);
            }
        };
    }
}
