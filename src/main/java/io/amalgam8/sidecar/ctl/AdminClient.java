package io.amalgam8.sidecar.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.amalgam8.sidecar.terminal.BoundedText;
import io.amalgam8.sidecar.words.Reason;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a sidecar's admin API, and nobody on the way: neither a proxy nor who a redirect leads to. */
final class AdminClient {

    static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int MOST_PAGES = 100;

    /** No page of ours comes near it. */
    private static final int LONGEST_ANSWER = 64 * 1024 * 1024;

    private static final String LARGE_PAGES = "?limit=1000";

    private final AdminAddress address;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    AdminClient(AdminAddress address) {
        this.address = address;
    }

    /** The JSON document at that path. */
    JsonNode get(String path) throws FailedQuestionException {
        HttpResponse<String> response = send(path);
        JsonNode document = parse(response.body());
        if (response.statusCode() != OK) {
            String reason = document.path("reason").asText();
            throw unexpected("answered " + response.statusCode() + (reason.isEmpty() ? "" : ": " + reason));
        }
        return document;
    }

    /** All items of the list at that path, page by page. */
    List<JsonNode> list(String path) throws FailedQuestionException {
        List<JsonNode> items = new ArrayList<>();
        String next = path + LARGE_PAGES;
        for (int page = 0; page < MOST_PAGES && !next.isEmpty(); page++) {
            JsonNode document = get(next);
            next = document.path("next").asText("");
            // A path of another kind could lead to another server.
            if (!document.path("items").isArray() || !(next.isEmpty() || next.startsWith(path + "?"))) {
                throw foreign();
            }
            document.path("items").forEach(items::add);
        }
        return items;
    }

    /** For an answer that no sidecar gives. */
    FailedQuestionException foreign() {
        return unexpected("answered as no sidecar does");
    }

    private HttpResponse<String> send(String path) throws FailedQuestionException {
        CompletableFuture<HttpResponse<String>> answer = begin(path);
        try {
            // The request's own time limit ends with the answer's head.
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreachable("no answer in time");
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    private CompletableFuture<HttpResponse<String>> begin(String path) throws FailedQuestionException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                    .header("Accept", "application/json")
                    .build();
            return client.sendAsync(request, head -> new BoundedText(LONGEST_ANSWER));
        } catch (IllegalArgumentException e) {
            throw unexpected("cannot be asked for that: the address is too odd");
        }
    }

    private FailedQuestionException failure(Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return unreachable("no answer in time");
        }
        if (cause instanceof ProtocolException || cause.getCause() instanceof ProtocolException) {
            return unexpected("answered with what is no HTTP");
        }
        if (cause instanceof BoundedText.TooLongException) {
            return unexpected("answered more than " + LONGEST_ANSWER + " bytes");
        }
        return unreachable(cause instanceof IOException ? Reason.of(cause) : "no connection");
    }

    private JsonNode parse(String body) throws FailedQuestionException {
        try {
            JsonNode document = MAPPER.readTree(body);
            if (document.isObject()) {
                return document;
            }
        } catch (JsonProcessingException e) {
            throw unexpected("answered with what is no JSON");
        }
        throw unexpected("answered with what is no JSON object");
    }

    private FailedQuestionException unreachable(String reason) {
        return new FailedQuestionException(
                ExitCode.UNREACHABLE,
                "admin API at " + address + ": " + reason
                        + " (expected: a running sidecar; --admin_host and --admin_port say where)");
    }

    private FailedQuestionException unexpected(String reason) {
        return new FailedQuestionException(ExitCode.UNEXPECTED, "admin API at " + address + ": " + reason);
    }
}
