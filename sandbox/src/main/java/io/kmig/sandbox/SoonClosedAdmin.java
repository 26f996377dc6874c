package io.kmig.sandbox;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.ForwardingAdmin;

/**
 * An Admin whose end is not waited for longer than {@value #SECONDS} s. Kafka's own {@code close()} waits for ever for a
 * request that is never answered (KAFKA-17309).
 */
final class SoonClosedAdmin extends ForwardingAdmin {
    private static final int SECONDS = 2;

    SoonClosedAdmin(Map<String, Object> config) {
        super(config);
    }

    @Override
    public void close(Duration timeout) {
        Duration most = Duration.ofSeconds(SECONDS);
        super.close(timeout.compareTo(most) < 0 ? timeout : most);
    }
}
