package io.kmig.adapter.kafka;

import io.kmig.core.error.KmigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/** One admin client, and waiting for it with a bound and a translated failure. */
final class AdminCalls implements AutoCloseable {
    /** Names and groups per request: small enough for a response of a few MiB, large enough to make few of them. */
    private static final int CHUNK = 250;

    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Admin admin;
    private final Failures failures;

    AdminCalls(Connection connection, Failures failures) {
        this.failures = failures;
        try {
            this.admin = Admin.create(connection.admin());
        } catch (KafkaException e) {
            throw failures.unusable(e);
        }
    }

    Admin admin() {
        return admin;
    }

    Failures failures() {
        return failures;
    }

    <T> T get(KafkaFuture<T> future, String asked) {
        return get(future, asked, Failures.NOTHING);
    }

    <T> T get(KafkaFuture<T> future, String asked, String unchanged) {
        try {
            return await(future);
        } catch (ExecutionException e) {
            throw failures.of(e.getCause() == null ? e : e.getCause(), asked, unchanged);
        } catch (TimeoutException e) {
            throw failures.of(e, asked, unchanged);
        } catch (InterruptedException e) {
            throw failures.interrupted(asked);
        }
    }

    /** The answer in a list, or nothing when it failed in a harmless way or the client has no answer for the item. */
    <T> List<T> getUnless(Predicate<Throwable> harmless, @Nullable KafkaFuture<T> future, String asked) {
        if (future == null) {
            return List.of();
        }
        try {
            return List.of(await(future));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (harmless.test(cause)) {
                return List.of();
            }
            throw failures.of(cause, asked, Failures.NOTHING);
        } catch (TimeoutException e) {
            throw failures.of(e, asked, Failures.NOTHING);
        } catch (InterruptedException e) {
            throw failures.interrupted(asked);
        }
    }

    static <T> List<List<T>> chunks(Iterable<T> items) {
        List<List<T>> chunks = new ArrayList<>();
        for (T item : items) {
            if (chunks.isEmpty() || chunks.get(chunks.size() - 1).size() == CHUNK) {
                chunks.add(new ArrayList<>());
            }
            chunks.get(chunks.size() - 1).add(item);
        }
        return chunks;
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }

    KmigException refuse(String asked, String why, String unchanged) {
        return failures.failed(asked, why, unchanged, new IllegalStateException(why));
    }

    private static <T> T await(KafkaFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        // The client keeps its own bound; this one only guards against a client that does not.
        return future.get(Connection.CALL_MILLIS + 5_000L, TimeUnit.MILLISECONDS);
    }
}
