package io.kmig.core.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Colour;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.core.offsets.Translation.Exact;
import io.kmig.core.offsets.Translation.Unresolved;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.testkit.FakeCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Histories by chance, judged by an oracle that knows which record went where. */
final class OffsetTranslatorPropertyTest {
    private static final int HISTORIES = 8_000;
    private static final Tp TP = new Tp("t", 0);

    @Test
    void withUniqueContentsEveryAnswerIsRightAndAWholeLogIsAnsweredInFull() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            History history = History.of(new Random(seed), Integer.MAX_VALUE);

            Map<Long, Translation> found = history.translate();

            history.judge(found, seed);
            if (history.whole()) {
                history.demandAnswers(found, seed);
            }
        }
    }

    @Test
    void withRepeatedContentsEveryAnswerIsRightOrThereIsNone() {
        int answers = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, 1 + random.nextInt(3));
            if (!history.mirrorReachedTheSourcesHead()) {
                continue;
            }

            Map<Long, Translation> found = history.translate();

            history.judge(found, seed);
            answers += (int)
                    found.values().stream().filter(Exact.class::isInstance).count();
        }
        assertThat(answers).as("a translator that never answers would pass").isGreaterThan(HISTORIES);
    }

    @Test
    void oneWrongRecordOnTheTargetIsNeverAnsweredWrongly() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = History.of(random, Integer.MAX_VALUE);
            if (history.targetOffsets.size() < history.sourceOffsets.size()) {
                continue;
            }
            // everything is there, and then a record that is not the source's, or a repetition of its first
            boolean repeat = history.whole() && random.nextBoolean();
            history.green.append(TP, repeat ? history.contents.get(0) : "foreign");

            Map<Long, Translation> found = history.translate();

            boolean anyVisible = !history.blue.contents(TP).isEmpty();
            if (anyVisible) {
                assertThat(found.values())
                        .as("seed %d, %s, %s", seed, history, found)
                        .noneMatch(Exact.class::isInstance);
            }
        }
    }

    /** The whole past of a partition: which records there ever were, and where each is on both sides. */
    private static final class History {
        private final FakeCluster blue = new FakeCluster(Colour.BLUE).topic("t", 1);
        private final FakeCluster green = new FakeCluster(Colour.GREEN).topic("t", 1);
        private final List<String> contents = new ArrayList<>();
        private final List<Long> sourceOffsets = new ArrayList<>();
        /** Of the first records only: the mirror may be behind. */
        private final List<Long> targetOffsets = new ArrayList<>();

        private final List<ProvenPair> pairs = new ArrayList<>();

        static History of(Random random, int alphabet) {
            History h = new History();
            int records = 1 + random.nextInt(12);
            boolean gaps = random.nextInt(4) > 0;
            for (int i = 0; i < records; i++) {
                gaps(h.blue, gaps, random);
                String content = alphabet == Integer.MAX_VALUE ? "r" + i : "r" + random.nextInt(alphabet);
                h.contents.add(content);
                h.sourceOffsets.add(h.blue.append(TP, content));
            }
            gaps(h.blue, gaps, random);
            int mirrored = random.nextInt(3) == 0 ? random.nextInt(records + 1) : records;
            for (int i = 0; i < mirrored; i++) {
                gaps(h.green, gaps, random);
                h.targetOffsets.add(h.green.append(TP, h.contents.get(i)));
                if (random.nextInt(4) == 0) {
                    h.pairs.add(new ProvenPair(h.sourceOffsets.get(i), h.targetOffsets.get(i)));
                }
            }
            gaps(h.green, gaps, random);
            if (random.nextInt(3) == 0) {
                // retention has not overtaken the mirror: what expired was copied
                long upTo = mirrored < records
                        ? h.sourceOffsets.get(mirrored)
                        : h.ends(h.blue).leo();
                h.blue.purge(TP, random.nextInt((int) upTo + 1));
            }
            if (random.nextInt(4) == 0) {
                h.green.purge(TP, random.nextInt((int) h.ends(h.green).leo() + 1));
            }
            if (random.nextInt(5) == 0) {
                h.blue.produce("tx", h.blue.initTransactions("tx"), TP, "open");
            }
            return h;
        }

        private static void gaps(FakeCluster cluster, boolean any, Random random) {
            while (any && random.nextInt(3) == 0) {
                cluster.appendGap(TP);
            }
        }

        private LogEnds ends(FakeCluster cluster) {
            LogEnds ends = cluster.ends(List.of(TP)).get(TP);
            assertThat(ends).isNotNull();
            return ends;
        }

        boolean whole() {
            return ends(blue).start() == 0 && ends(green).start() == 0;
        }

        /** What the translator is promised: the mirror is not behind everything that is left on the source. */
        boolean mirrorReachedTheSourcesHead() {
            int expired = before(ends(blue).start());
            return expired == 0 || targetOffsets.size() > expired || expired == contents.size();
        }

        /** How many records lie before this source offset. */
        private int before(long position) {
            return (int) sourceOffsets.stream().filter(o -> o < position).count();
        }

        Map<Long, Translation> translate() {
            TreeSet<Long> positions = new TreeSet<>();
            for (long b = 0; b <= ends(blue).leo() + 1; b++) {
                positions.add(b);
            }
            // one by one too: other positions move the anchor
            Map<Long, Translation> together = translate(positions);
            positions.forEach(b -> {
                Translation alone = translate(new TreeSet<>(List.of(b))).get(b);
                if (alone instanceof Exact && together.get(b) instanceof Unresolved) {
                    together.put(b, alone);
                }
            });
            return together;
        }

        private Map<Long, Translation> translate(Set<Long> positions) {
            return new OffsetTranslator(blue, green)
                    .answer(Question.of(TP, positions, ends(blue), ends(green)).with(pairs))
                    .translations();
        }

        void judge(Map<Long, Translation> found, long seed) {
            found.forEach((position, translation) -> {
                if (translation instanceof Exact exact) {
                    assertThat(right(position, exact.offset()))
                            .as("%d -> %d, seed %d, %s", position, exact.offset(), seed, this)
                            .isTrue();
                }
            });
        }

        void demandAnswers(Map<Long, Translation> found, long seed) {
            found.forEach((position, translation) -> {
                if (position <= ends(blue).lso() && before(position) <= targetOffsets.size()) {
                    assertThat(translation)
                            .as("%d, seed %d, %s", position, seed, this)
                            .isInstanceOf(Exact.class);
                }
            });
        }

        /** Reading the target from there gives first the record that the source would have given next. */
        private boolean right(long position, long offset) {
            int index = before(position);
            if (position < ends(blue).start() || position > ends(blue).lso() || index > targetOffsets.size()) {
                return false;
            }
            long after = index == 0 ? -1 : targetOffsets.get(index - 1);
            long upTo = index < targetOffsets.size()
                    ? targetOffsets.get(index)
                    : ends(green).lso();
            return offset > after && offset <= upTo && offset >= ends(green).start();
        }

        @Override
        public String toString() {
            return "source " + contents + " at " + sourceOffsets + " from " + ends(blue) + ", target at "
                    + targetOffsets + " from " + ends(green) + ", pairs " + pairs;
        }
    }
}
