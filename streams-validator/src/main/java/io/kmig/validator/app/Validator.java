package io.kmig.validator.app;

import io.kmig.validator.cluster.Cluster;
import io.kmig.validator.cluster.Logs;
import io.kmig.validator.feed.DigestFeed;
import io.kmig.validator.feed.FeedSettings;
import io.kmig.validator.match.Standing;
import io.kmig.validator.topology.Comparison;
import io.kmig.validator.topology.ComparisonSettings;
import io.kmig.validator.verdict.Evidence;
import io.kmig.validator.verdict.Problem;
import io.kmig.validator.verdict.Ruling;
import io.kmig.validator.verdict.Verdict;
import io.kmig.validator.verdict.VerdictWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a source and a target while they run, and answers whether they are equal.
 *
 * <p>Everything it knows is on the target cluster: stopped or killed at any moment, the next one goes on where it was. A
 * second one with the same settings displaces the first. Verdicts may be asked for at any time and again and again; one at
 * a time.
 */
public final class Validator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Validator.class);
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    private final ValidatorSettings settings;
    private final MirrorPositions mirror;
    private final Set<TopicPartition> partitions;
    private final Logs blue;
    private final Logs green;
    private final OutcomeBoard board;
    private final EmptinessProbe probe;
    private final DigestFeed feed;
    private final Comparison comparison;
    private final VerdictWriter writer;
    private final Deque<AutoCloseable> open;
    private final Map<TopicPartition, Long> handedOff = new ConcurrentHashMap<>();

    private Validator(
            ValidatorSettings settings,
            MirrorPositions mirror,
            Set<TopicPartition> partitions,
            Logs blue,
            Logs green,
            OutcomeBoard board,
            EmptinessProbe probe,
            DigestFeed feed,
            Comparison comparison,
            VerdictWriter writer,
            Deque<AutoCloseable> open) {
        this.settings = settings;
        this.mirror = mirror;
        this.partitions = partitions;
        this.blue = blue;
        this.green = green;
        this.board = board;
        this.probe = probe;
        this.feed = feed;
        this.comparison = comparison;
        this.writer = writer;
        this.open = open;
    }

    /**
     * Creates what is missing on green and begins, or goes on. Topics in scope exist on both sides, with the same number of
     * partitions.
     *
     * @throws ValidatorException when it can't work like this
     */
    public static Validator start(ValidatorSettings settings, MirrorPositions mirror) {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            return start(settings, mirror, open);
        } catch (RuntimeException e) {
            closeAll(open);
            throw e;
        }
    }

    private static Validator start(ValidatorSettings settings, MirrorPositions mirror, Deque<AutoCloseable> open) {
        Cluster source = new Cluster("blue", settings.blue());
        Cluster target = new Cluster("green", settings.green());
        Names names = new Names(settings.migration());
        Admin blueAdmin = opened(open, source.admin());
        Admin greenAdmin = opened(open, target.admin());
        Logs blue = new Logs(source, blueAdmin);
        Logs green = new Logs(target, greenAdmin);

        Map<String, Scope> compared = new TreeMap<>(settings.topics());
        compared.values().removeIf(Scope.None.class::isInstance);
        if (compared.isEmpty()) {
            throw new ValidatorException("No topic is in scope.");
        }
        Map<String, Logs.Topic> onBlue = blue.topics(compared.keySet());
        Preparation preparation = new Preparation(names, greenAdmin, green);
        Set<TopicPartition> partitions = preparation.partitions(onBlue, green.topics(compared.keySet()));
        int widest =
                onBlue.values().stream().mapToInt(Logs.Topic::partitions).max().orElse(0);
        preparation.createTopics(onBlue);
        preparation.requireRoom(widest);

        OutcomeBoard board = opened(open, new OutcomeBoard(target, names.verdicts()));
        if (!board.awaitCaughtUp(CATCH_UP)) {
            throw new ValidatorException("Earlier outcomes could not be read from " + names.verdicts() + " within "
                    + CATCH_UP.toSeconds() + " s.");
        }
        Map<TopicPartition, Long> greenStarts = green.starts(partitions);
        preparation.commitStarts(partitions, tp -> firstToRead(tp, compared, board, greenStarts));

        Origins origins = new Origins(blue, green, compared);
        DigestFeed feed = opened(
                open,
                DigestFeed.start(
                        names.feed(),
                        source,
                        target,
                        partitions,
                        tp -> new TopicPartition(names.digests(tp.topic()), tp.partition()),
                        origins::of,
                        new FeedSettings(settings.feedThreads(), 512, settings.bytesPerSecond(), settings.seed())));
        Map<String, String> digests = new HashMap<>();
        compared.keySet().forEach(topic -> digests.put(topic, names.digests(topic)));
        Comparison comparison = opened(
                open,
                Comparison.start(new ComparisonSettings(
                        names.application(),
                        settings.instance(),
                        target.bounded(),
                        digests,
                        names.verdicts(),
                        settings.stateDir(),
                        settings.streamThreads(),
                        settings.seed())));
        EmptinessProbe probe = opened(open, new EmptinessProbe(target));
        VerdictWriter writer = new VerdictWriter(new VerdictWriter.Heading(
                settings.migration(),
                settings.validity(),
                scopeWaivers(settings),
                blue.clusterId(),
                green.clusterId(),
                configHash(settings)));
        return new Validator(settings, mirror, partitions, blue, green, board, probe, feed, comparison, writer, open);
    }

    /** Where a comparison has begun already, it goes on there: its state speaks of what lies before. */
    private static long firstToRead(
            TopicPartition tp, Map<String, Scope> scopes, OutcomeBoard board, Map<TopicPartition, Long> greenStarts) {
        Standing standing = board.standing(tp);
        if (standing != null && standing.begun()) {
            return Math.max(standing.greenRead(), standing.targetStart());
        }
        if (scopes.get(tp.topic()) instanceof Scope.FromOffsets from) {
            Long target = from.target().get(tp.partition());
            if (target != null) {
                return target;
            }
        }
        return greenStarts.getOrDefault(tp, 0L);
    }

    /** The partitions in scope. */
    public Set<TopicPartition> partitions() {
        return Set.copyOf(partitions);
    }

    /** Blue's log ends now, of the partitions in scope. */
    public Map<TopicPartition, Long> ends() {
        return blue.ends(partitions);
    }

    /** A verdict on everything that is on blue now, at its log ends; see {@link #verdict(Map, Duration, Consumer)}. */
    public Verdict verdict(Duration deadline, Consumer<Progress> progress) {
        return verdict(blue.ends(partitions), deadline, progress);
    }

    /**
     * Waits until every partition is decided or the deadline is over, and says what is proved.
     *
     * @param blueEnds the watermark; one for each partition in scope, others are ignored. Records at or above it don't
     *     matter, except that what is found in them counts
     * @param progress told now and then in the calling thread
     */
    public synchronized Verdict verdict(
            Map<TopicPartition, Long> blueEnds, Duration deadline, Consumer<Progress> progress) {
        Map<TopicPartition, Long> watermarks = new HashMap<>();
        for (TopicPartition tp : partitions) {
            Long end = blueEnds.get(tp);
            if (end == null) {
                throw new IllegalArgumentException("no end is given for " + tp);
            }
            watermarks.put(tp, end);
        }
        List<VerdictRun.Entry> entries = new VerdictRun(
                        board, blue, green, probe, feed, comparison, mirror, settings.waivers(), watermarks, handedOff)
                .await(deadline, progress);
        Map<Evidence, Ruling> rulings = new LinkedHashMap<>();
        entries.forEach(entry -> rulings.put(entry.evidence(), entry.ruling()));
        return writer.write(rulings, Clock.systemUTC().instant());
    }

    /**
     * Applications write on green from these offsets on: what lies there is not compared. Call it before they may write,
     * with the ends recorded at the hand-off.
     */
    public void handOff(Map<TopicPartition, Long> greenEnds) {
        handedOff.putAll(greenEnds);
        greenEnds.forEach(feed::limit);
    }

    /** Reads the records a problem is about; keys are personal data, so only when asked. */
    public ProblemDetail drillDown(Problem problem) {
        return new DrillDown(new Cluster("blue", settings.blue()), new Cluster("green", settings.green()))
                .look(
                        new TopicPartition(problem.topic(), problem.partition()),
                        problem.blueOffset(),
                        problem.greenOffset());
    }

    /** How far the comparison of a partition has come, as far as it is committed. */
    public Optional<Standing> standing(TopicPartition tp) {
        return Optional.ofNullable(board.standing(tp));
    }

    @Override
    public void close() {
        closeAll(open);
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> open, T resource) {
        open.push(resource);
        return resource;
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("Could not close", e);
            }
        }
    }

    private static List<String> scopeWaivers(ValidatorSettings settings) {
        return new TreeMap<>(settings.topics())
                .values().stream()
                        .map(scope -> {
                            if (scope instanceof Scope.Since since) {
                                return since.waiver();
                            }
                            return scope instanceof Scope.None none ? none.waiver() : "";
                        })
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList();
    }

    private static String configHash(ValidatorSettings settings) {
        String text = settings.migration() + "|" + settings.seed() + "|" + new TreeMap<>(settings.topics()) + "|"
                + settings.waivers().stream()
                        .map(w -> w.name()
                                + w.topic()
                                + w.kinds().stream().sorted().toList())
                        .sorted()
                        .toList();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
