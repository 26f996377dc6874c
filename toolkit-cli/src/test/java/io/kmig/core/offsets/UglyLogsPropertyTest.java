package io.kmig.core.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.offsets.UglyLog.Feature;
import io.kmig.core.offsets.UglyLog.Since;
import io.kmig.core.port.MirrorRecords.ProvenPair;
import io.kmig.core.port.RecordLog.Seen;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Logs as real clusters have them, by chance, judged by an oracle. Repeat one with -Dkmig.seed. */
final class UglyLogsPropertyTest {
    private static final int LOGS = 12_000;
    private static final int EACH_FEATURE = 500;
    private static final long FIRST = Long.getLong("kmig.seed", 0);

    @Test
    void everyAnswerIsRightAndNineOfTenThatCanBeExactAre() {
        Map<Feature, Integer> features = new EnumMap<>(Feature.class);
        long translatable = 0;
        long exact = 0;
        long bounded = 0;
        for (long seed = FIRST; seed < FIRST + LOGS; seed++) {
            UglyLog log = new UglyLog(seed);
            log.features.forEach(f -> features.merge(f, 1, Integer::sum));
            Oracle oracle = new Oracle(log);

            Map<Long, Translation> answers = translate(log, log.question(positions(log)));

            for (Map.Entry<Long, Translation> answer : answers.entrySet()) {
                assertThat(oracle.wrong(answer.getKey(), answer.getValue()))
                        .as("%d -> %s, %s", answer.getKey(), answer.getValue(), log)
                        .isEmpty();
                if (oracle.translatable(answer.getKey())) {
                    translatable++;
                    exact += answer.getValue() instanceof Translation.Exact ? 1 : 0;
                }
                bounded += answer.getValue() instanceof Translation.Bounded ? 1 : 0;
            }
        }
        System.out.printf(
                "%d logs from seed %d: %d positions translatable, %d exact; %d bounded; features %s%n",
                LOGS, FIRST, translatable, exact, bounded, features);
        assertThat(features).hasSize(Feature.values().length);
        assertThat(features.values()).allSatisfy(n -> assertThat(n).isGreaterThanOrEqualTo(EACH_FEATURE));
        assertThat((double) exact / translatable).isGreaterThanOrEqualTo(0.9);
        assertThat(bounded).isGreaterThan(EACH_FEATURE);
    }

    @Test
    void aTranslatorThatTakesTheFirstOccurrenceIsCaught() {
        assertThat(caught(log -> position -> {
                    Optional<Seen> wanted = firstFrom(log, position);
                    return wanted.flatMap(w -> log.target().records().stream()
                                    .filter(w::sameContent)
                                    .findFirst())
                            .map(g -> new Translation.Exact(g.offset()));
                }))
                .isGreaterThan(EACH_FEATURE);
    }

    @Test
    void aTranslatorThatBelievesTheLastOccurrenceUncheckedIsCaught() {
        assertThat(caught(log -> position -> {
                    Optional<Seen> wanted = firstFrom(log, position);
                    return wanted.flatMap(w -> log.target().records().stream()
                                    .filter(w::sameContent)
                                    .reduce((a, b) -> b))
                            .map(g -> new Translation.Exact(g.offset()));
                }))
                .isGreaterThan(EACH_FEATURE);
    }

    @Test
    void askedAgainWithWhatWasComparedTheAnswersAreTheSameAndLittleIsRead() {
        Random random = new Random(FIRST);
        long again = 0;
        int spans = 0;
        for (long seed = FIRST; seed < FIRST + LOGS; seed++) {
            UglyLog log = new UglyLog(seed);
            Question question = log.question(positions(log));
            Answer first = new OffsetTranslator(log.source(), log.target()).answer(question);
            if (first.span().isEmpty()) {
                continue;
            }
            spans++;
            long readBefore = log.source().read();
            List<Long> some =
                    List.of((long) random.nextInt((int) log.source().ends().leo() + 1));
            List<ProvenPair> pairs = remembered(log, first);

            Map<Long, Translation> then = new OffsetTranslator(log.source(), log.target())
                    .answer(log.question(some).with(pairs).with(first.span().get()))
                    .translations();

            assertThat(place(log, then.get(some.get(0))))
                    .as("%s, %s", some, log)
                    .isEqualTo(place(log, first.translations().get(some.get(0))));
            // what a mirror that may copy twice has not committed is read once more, and all before a difference
            boolean compared = !log.mayCopyTwice
                    && some.get(0) >= first.span().get().from().source();
            again = Math.max(again, compared ? log.source().read() - readBefore : 0);
        }
        assertThat(spans).isGreaterThan(LOGS / 4);
        // the record at the position, and what has come since
        assertThat(again).isLessThanOrEqualTo(4);
    }

    /** What happens inside the pause: both logs have gone on, and only what came since is read. */
    @Test
    void askedAgainAfterTheLogsHaveGoneOnNoAnswerIsWrong() {
        Map<Since, Integer> since = new EnumMap<>(Since.class);
        long translatable = 0;
        long exact = 0;
        for (long seed = FIRST; seed < FIRST + LOGS; seed++) {
            UglyLog log = new UglyLog(seed);
            Answer first = new OffsetTranslator(log.source(), log.target()).answer(log.question(positions(log)));
            if (first.span().isEmpty()) {
                continue;
            }
            List<ProvenPair> pairs = remembered(log, first);
            Set<Since> became = log.goOn();
            became.forEach(s -> since.merge(s, 1, Integer::sum));
            Oracle oracle = new Oracle(log);

            Map<Long, Translation> answers = translate(
                    log,
                    log.question(positions(log)).with(pairs).with(first.span().get()));

            for (Map.Entry<Long, Translation> answer : answers.entrySet()) {
                assertThat(oracle.wrong(answer.getKey(), answer.getValue()))
                        .as("%d -> %s, since %s, %s", answer.getKey(), answer.getValue(), became, log)
                        .isEmpty();
                if (oracle.translatable(answer.getKey())) {
                    translatable++;
                    exact += answer.getValue() instanceof Translation.Exact ? 1 : 0;
                }
            }
        }
        System.out.printf(
                "asked again, logs from seed %d: %d positions translatable, %d exact; since %s%n",
                FIRST, translatable, exact, since);
        assertThat(since).hasSize(Since.values().length);
        assertThat(since.values()).allSatisfy(n -> assertThat(n).isGreaterThanOrEqualTo(100));
        assertThat((double) exact / translatable).isGreaterThanOrEqualTo(0.9);
    }

    private static List<ProvenPair> remembered(UglyLog log, Answer answer) {
        Span span = answer.span().orElseThrow();
        List<ProvenPair> pairs = new ArrayList<>(
                log.wayBack() ? log.pairs.stream().map(ProvenPair::swapped).toList() : log.pairs);
        answer.translations().forEach((position, translation) -> {
            if (translation instanceof Translation.Exact e && span.holds(position)) {
                pairs.add(new ProvenPair(position, e.offset()));
            }
        });
        return pairs;
    }

    /** Two offsets are one place when no record lies between them; a difference may be told from either log's side. */
    private static Translation place(UglyLog log, Translation translation) {
        return translation instanceof Translation.Exact exact
                ? new Translation.Exact(log.target().records().stream()
                        .filter(s -> s.offset() < exact.offset())
                        .count())
                : translation instanceof Translation.Unresolved unresolved
                        ? new Translation.Unresolved("", unresolved.mayClear())
                        : translation;
    }

    private static Optional<Seen> firstFrom(UglyLog log, long position) {
        return log.source().records().stream()
                .filter(s -> s.offset() >= position)
                .findFirst();
    }

    private static int caught(Function<UglyLog, Function<Long, Optional<Translation.Exact>>> mutant) {
        int wrong = 0;
        for (long seed = FIRST; seed < FIRST + LOGS; seed++) {
            UglyLog log = new UglyLog(seed);
            Oracle oracle = new Oracle(log);
            boolean any = positions(log).stream().anyMatch(b -> mutant.apply(log)
                    .apply(b)
                    .flatMap(answer -> oracle.wrong(b, answer))
                    .isPresent());
            wrong += any ? 1 : 0;
        }
        return wrong;
    }

    private static List<Long> positions(UglyLog log) {
        return LongStream.rangeClosed(0, log.source().ends().leo() + 1).boxed().toList();
    }

    private static Map<Long, Translation> translate(UglyLog log, Question question) {
        return new HashMap<>(new OffsetTranslator(log.source(), log.target())
                .answer(question)
                .translations());
    }
}
