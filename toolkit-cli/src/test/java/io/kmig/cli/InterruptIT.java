package io.kmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.core.estate.Colour;
import io.kmig.ledger.spec.AppSpec;
import io.kmig.testkit.TwoClusters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, wherever a command waits: it ends soon, says KMIG-9001, and leaves what the next run can go on with. */
@ExtendWith(TwoClusters.Shared.class)
class InterruptIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void atTheQuestionOfAManualHookItStartsOnBlueWhatItHadStopped(TwoClusters clusters) {
        Migration migration = Migration.fresh(clusters, directory, "asked").onBlue("parcels", 1, Map.of());
        try (migration;
                Applications apps = Applications.startOnBlue(
                        migration,
                        AppSpec.producer("packer", migration.topic("parcels")).rate(50))) {
            migration.describe(
                    apps.client("packer", ""), "{name: sticker, produces: [" + migration.topic("parcels") + "]}");
            migration.kmig("apply").exits(0);
            KmigRun.Live live = KmigRun.startAtKeyboard(directory, "cutover", "--confirm=" + migration.name())
                    .awaitNarrative("stop sticker and confirm")
                    .awaitNarrative("Type yes");
            assertThat(apps.runsOn("packer", Colour.BLUE)).as("while it asks").isFalse();

            KmigRun run = endsSoon(live);

            run.refuses("KMIG-9001", 130).says("waiting for an answer", "started on blue");
            assertThat(run.err()).as("undone without further trouble").doesNotContain("problems");
            assertThat(apps.calls()).containsExactly("stop packer blue", "start packer blue");
            assertThat(apps.runsOn("packer", Colour.BLUE)).isTrue();
        }
    }

    @Test
    void atTheQuestionWhetherToGoOnNothingWasBegun(TwoClusters clusters) {
        Migration migration = Migration.fresh(clusters, directory, "doubt").onBlue("orders", 1, Map.of());
        migration.describe("{name: shop, produces: [" + migration.topic("orders") + "]}");
        KmigRun.Live live = KmigRun.startAtKeyboard(directory, "cutover").awaitNarrative("Type the migration's name");

        KmigRun run = endsSoon(live);

        run.refuses("KMIG-9001", 130).says("waiting for an answer");
    }

    @Test
    void aTypedNameIsAsGoodAsTheOption(TwoClusters clusters) {
        Migration migration = Migration.fresh(clusters, directory, "typed").onBlue("orders", 1, Map.of());
        migration.describe("{name: shop, produces: [" + migration.topic("orders") + "]}");

        KmigRun run = KmigRun.startAtKeyboard(directory, "cutover")
                .awaitNarrative("Type the migration's name")
                .type(migration.name())
                .end();

        run.refuses("KMIG-3007", 3);
    }

    @Test
    void whileAClusterDoesNotAnswerItEndsAtOnce(TwoClusters clusters) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Migration migration = Migration.fresh(clusters, directory, "silent")
                    .describe(Map.of("blue", Migration.side("127.0.0.1:" + silent.getLocalPort())));
            KmigRun.Live live = migration.start("plan");
            try (Socket asked = silent.accept()) {
                assertThat(asked.isConnected()).isTrue();

                KmigRun run = endsSoon(live);

                run.refuses("KMIG-9001", 130).says("reaching blue, green and the workers");
            }
        }
    }

    @Test
    void anApplyIsCompletedByTheNext(TwoClusters clusters) {
        List<String> suffixes =
                IntStream.range(0, 35).mapToObj("t%02d"::formatted).toList();
        try (Migration migration = Migration.fresh(clusters, directory, "stopped")
                .onBlue(suffixes, 1, Map.of())
                .group(Colour.BLUE, "readers", "t00", 0)
                .describe()) {
            KmigRun.Live live = migration.start("apply").awaitNarrative(" done");

            KmigRun run = endsSoon(live);

            run.refuses("KMIG-9001", 130);
            migration.kmig("plan", "--detailed-exitcode").exits(10);
            migration.kmig("apply").exits(0);
            assertThat(migration.topics(Colour.GREEN)).hasSize(35);
            migration.kmig("plan", "--detailed-exitcode").exits(0);
        }
    }

    @Test
    void whilePositionsAreFoundItEndsAtOnceAndTheNextRunFindsThem(TwoClusters clusters) {
        try (Migration migration = withALongLog(clusters, "found")) {
            KmigRun run = interruptedComparing(migration, "offsets");

            run.exits(130).says("KMIG-9001", "to read " + migration.topic("long"), "nothing was changed");
            assertThat(run.out()).isEmpty();
            migration.kmig("offsets").exits(0).prints("1 exact, 0 bounded, 0 unresolved");
        }
    }

    /** More than its readers are given in the time a test has. */
    private Migration withALongLog(TwoClusters clusters, String prefix) {
        Migration migration = Migration.fresh(clusters, directory, prefix).onBlue("long", 1, Map.of());
        migration.append("long", 2_000, "x".repeat(5_000));
        migration.group(Colour.BLUE, "reader", "long", 3);
        migration.describe("{name: reader, groups: [" + migration.topic("reader") + "],"
                + " stop: {exec: [sh, -c, \"echo stop >> hooks\"]}, start: {exec: [sh, -c, \"echo start >> hooks\"]}}");
        migration.kmig("apply").exits(0);
        migration.awaitMirrored();
        return migration;
    }

    private KmigRun interruptedComparing(Migration migration, String... arguments) {
        slowReaders(migration, 200_000.0);
        try {
            KmigRun.Live live = KmigRun.startAtTerminal(directory, Map.of("TERM", "xterm"), arguments)
                    .awaitNarrative("comparing both logs: 0 of 1 partitions");
            return endsSoon(live);
        } finally {
            slowReaders(migration, null);
        }
    }

    /** @param bytes a second that blue gives those of kmig; null for all it can */
    private static void slowReaders(Migration migration, @Nullable Double bytes) {
        ClientQuotaEntity readers = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "kmig-blue"));
        try (Admin admin = migration.clusters().admin(Colour.BLUE)) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            readers, List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", bytes)))))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KmigRun endsSoon(KmigRun.Live live) {
        long began = System.nanoTime();
        KmigRun run = live.interrupt().end();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as(run.toString())
                .isLessThan(SOON);
        return run;
    }
}
