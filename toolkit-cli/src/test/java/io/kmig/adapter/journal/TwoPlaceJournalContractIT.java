package io.kmig.adapter.journal;

import io.kmig.core.estate.Colour;
import io.kmig.core.port.JournalPort;
import io.kmig.testkit.JournalPortContract;
import io.kmig.testkit.TwoClusters;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TwoClusters.Shared.class)
class TwoPlaceJournalContractIT extends JournalPortContract {
    @TempDir
    private Path machines;

    private TwoClusters clusters;
    private String migration;

    @BeforeEach
    void name(TwoClusters shared) {
        clusters = shared;
        migration = shared.fresh("journaled");
    }

    @Override
    protected JournalPort open(String machine) {
        return TwoPlaceJournal.open(
                new JournalSettings(
                        migration,
                        machines.resolve(machine),
                        clusters.properties(Colour.GREEN),
                        Clock.systemUTC(),
                        note -> {}),
                machine + " pid 1");
    }
}
