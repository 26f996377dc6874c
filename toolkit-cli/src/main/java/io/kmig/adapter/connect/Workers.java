package io.kmig.adapter.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request to whichever worker answers. Any worker will do: one that is not the leader passes it on.
 *
 * <p>Waits out rebalances up to a bound. A worker that does not take the connection is passed over for the next; one
 * that took the request and stays silent is not, because the request may have been carried out.
 */
final class Workers {
    private static final int LONGEST_MESSAGE = 500;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int ROUNDS = 3;
    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 2_000;

    /** One request, the same for every worker. */
    record Ask(String method, String path, @Nullable String body, Duration timeout, String what) {}

    private final List<URI> urls;
    private final Duration patience;
    private final ObjectMapper json;
    private final HttpClient client;

    Workers(List<URI> urls, Duration patience, ObjectMapper json) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no worker's url");
        }
        this.urls = List.copyOf(urls);
        this.patience = patience;
        this.json = json;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /** The answer, good or bad; while {@code again} holds for it, and patience lasts, it is asked for once more. */
    Answer ask(Ask ask, Predicate<Answer> again) {
        long deadline = System.nanoTime() + patience.toNanos();
        RetryConfig config = RetryConfig.<Answer>custom()
                .maxAttempts(Integer.MAX_VALUE)
                .intervalFunction(
                        IntervalFunction.ofExponentialRandomBackoff(FIRST_WAIT_MILLIS, 1.5, 0.2, LONGEST_WAIT_MILLIS))
                .retryOnResult(answer -> again.test(answer) && System.nanoTime() < deadline)
                .retryOnException(failure -> false)
                .build();
        return Retry.of("connect", config).executeSupplier(() -> once(ask));
    }

    /** For messages: where the workers are, without credentials. */
    String place() {
        return "Connect (" + String.join(", ", urls.stream().map(Workers::shown).toList()) + ")";
    }

    private Answer once(Ask ask) {
        List<String> refusals = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            refusals.clear();
            for (URI url : urls) {
                try {
                    return send(url, ask);
                } catch (HttpTimeoutException e) {
                    if (!(e instanceof java.net.http.HttpConnectTimeoutException)) {
                        throw silent(url, ask, e);
                    }
                    refusals.add(shown(url) + ": no connection");
                } catch (IOException e) {
                    refusals.add(shown(url) + ": "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
                } catch (InterruptedException e) {
                    throw interrupted(ask);
                }
            }
            pause(ask);
        }
        throw unreachable(ask, refusals);
    }

    private Answer send(URI url, Ask ask) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(shown(url) + ask.path()))
                .timeout(ask.timeout())
                .header("Accept", "application/json");
        if (url.getUserInfo() != null) {
            byte[] credentials = url.getUserInfo().getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
        }
        if (ask.body() == null) {
            request.method(ask.method(), HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(ask.method(), HttpRequest.BodyPublishers.ofString(ask.body()));
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        JsonNode body = parse(response.body());
        return new Answer(response.statusCode(), body, message(response, body));
    }

    private JsonNode parse(String body) {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Only the worker's message, bounded: other parts of an error page may echo a config with resolved secrets. */
    private static String message(HttpResponse<String> response, JsonNode body) {
        String message = body.path("message").asText("");
        String shown = message.isBlank() ? "status " + response.statusCode() : message;
        return shown.length() <= LONGEST_MESSAGE ? shown : shown.substring(0, LONGEST_MESSAGE) + "…";
    }

    private void pause(Ask ask) {
        try {
            Thread.sleep(FIRST_WAIT_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(ask);
        }
    }

    private KmigException unreachable(Ask ask, List<String> refusals) {
        return new KmigException(new Problem(
                ErrorCode.CONNECT_UNREACHABLE,
                "no Connect worker answered when asked to " + ask.what() + " (" + String.join("; ", refusals) + ")",
                "nothing was changed",
                "try from this machine: curl -sS " + shown(urls.get(0))
                        + "/ ; if that answers, correct connect.green.url in" + " kmig.yaml"));
    }

    private KmigException silent(URI url, Ask ask, IOException cause) {
        return new KmigException(
                new Problem(
                        ErrorCode.CONNECT_UNREACHABLE,
                        "the Connect worker at " + shown(url) + " took the request to " + ask.what()
                                + " and did not answer within "
                                + ask.timeout().toSeconds() + " s",
                        ask.method().equals("GET")
                                ? "nothing was changed"
                                : "the worker may still carry the request out; it is safe to repeat",
                        "look for a worker that hangs (curl -sS " + shown(url)
                                + "/health), restart it, then run the same command again"),
                cause);
    }

    private KmigException interrupted(Ask ask) {
        Thread.currentThread().interrupt();
        return new KmigException(new Problem(
                ErrorCode.INTERRUPTED,
                "interrupted while Connect was to " + ask.what(),
                "the worker may still carry the request out",
                "run the same command again; it continues where it was"));
    }

    private static String shown(URI url) {
        String text = url.toString();
        String bare = url.getRawUserInfo() == null ? text : text.replace(url.getRawUserInfo() + "@", "");
        return bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
    }
}
