package io.kmig.adapter.kafka;

import io.kmig.testkit.BesideOthers;
import io.kmig.testkit.TwoClusters;
import org.junit.jupiter.api.extension.ExtendWith;

/** A blue of today. */
@ExtendWith(TwoClusters.Shared.class)
@BesideOthers
class UglyLogsIT extends UglyLogsContract {
    @Override
    RealLogs open(TwoClusters shared) {
        return new RealLogs(shared);
    }
}
