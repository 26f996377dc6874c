package io.kmig.adapter.kafka;

import io.kmig.testkit.BesideOthers;
import io.kmig.testkit.TwoClusters;
import org.junit.jupiter.api.extension.ExtendWith;

/** A blue of Kafka 2.8.2: what people move away from. */
@ExtendWith(TwoClusters.WithOldBlue.class)
@BesideOthers
class UglyLogsOnOldBlueIT extends UglyLogsContract {
    @Override
    RealLogs open(TwoClusters shared) {
        return new RealLogs(shared);
    }
}
