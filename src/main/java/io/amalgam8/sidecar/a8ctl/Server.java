package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.terminal.BoundedText;
import io.amalgam8.sidecar.terminal.BoundedText.TooLongException;
import io.amalgam8.sidecar.terminal.Printable;
import io.amalgam8.sidecar.words.Reason;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A registry, a controller or a log server: asked directly, never through a proxy or by way of a redirect, and each time
 * with a deadline for the whole answer and a bound for its length.
 */
final class Server {

    /** Ten thousand entries of a log; but a few times that, as bytes, letters and a document, has to fit in the heap. */
    static final long LONGEST_ANSWER =
            Math.min(64L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 8);

    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final HttpClient client;
    private final Address address;
    private final Duration deadline;
    private final Consumer<String> debug;

    /**
     * Where a server is, and how it knows us.
     *
     * @param url without a slash at its end
     * @param token empty for none
     */
    record Address(URI url, String token) {

        @Override
        public String toString() {
            return url.toString();
        }
    }

    /**
     * @param deadline how long it may take from a call to the end of its answer
     * @param debug is told of each call and answer, line by line
     */
    Server(HttpClient client, Address address, Duration deadline, Consumer<String> debug) {
        this.client = client;
        this.address = address;
        this.deadline = deadline;
        this.debug = debug;
    }

    /** Who calls servers: one for all of them. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
    }

    Answer get(String path) throws FailedCommandException {
        return call("GET", path, Optional.empty());
    }

    Answer post(String path, JsonNode body) throws FailedCommandException {
        return call("POST", path, Optional.of(body.toString()));
    }

    Answer put(String path, JsonNode body) throws FailedCommandException {
        return call("PUT", path, Optional.of(body.toString()));
    }

    Answer delete(String path) throws FailedCommandException {
        return call("DELETE", path, Optional.empty());
    }

    /** A text as a part of a path or query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer call(String method, String path, Optional<String> body) throws FailedCommandException {
        String target = address.url() + path;
        debug.accept(CurlLine.of(method, target, !address.token().isEmpty(), body));
        HttpResponse<String> response = send(request(method, target, body), target);
        debug.accept("# " + response.statusCode() + " " + Printable.of(response.body()));
        return new Answer(method + " " + target, response.statusCode(), response.body());
    }

    private HttpRequest request(String method, String target, Optional<String> body) {
        BodyPublisher publisher = body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target))
                .method(method, publisher)
                .header("Accept", "application/json");
        body.ifPresent(sent -> request.header("Content-Type", "application/json"));
        if (!address.token().isEmpty()) {
            request.header("Authorization", "Bearer " + address.token());
        }
        return request.build();
    }

    /** The client's own time limit would end with the answer's head. */
    private HttpResponse<String> send(HttpRequest request, String target) throws FailedCommandException {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, head -> new BoundedText(LONGEST_ANSWER));
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(target, "no answer in time");
        } catch (ExecutionException e) {
            throw failed(target, Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(target, "interrupted");
        }
    }

    private static FailedCommandException failed(String target, Throwable failure) {
        if (failure instanceof TooLongException) {
            return new FailedCommandException(
                    FailedCommandException.UNEXPECTED, target + " answered more than " + LONGEST_ANSWER + " bytes");
        }
        return unreachable(target, Reason.of(failure));
    }

    private static FailedCommandException unreachable(String target, String reason) {
        return new FailedCommandException(
                FailedCommandException.UNREACHABLE, "Could not contact " + target + ": " + reason);
    }
}
