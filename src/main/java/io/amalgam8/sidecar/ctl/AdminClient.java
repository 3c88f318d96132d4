package io.amalgam8.sidecar.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a sidecar's admin API, and nobody on the way: neither a proxy nor who a redirect leads to. */
final class AdminClient {

    static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int MOST_PAGES = 100;
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
            document.path("items").forEach(items::add);
            next = document.path("next").asText("");
        }
        return items;
    }

    private HttpResponse<String> send(String path) throws FailedQuestionException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                    .timeout(ANSWER)
                    .header("Accept", "application/json")
                    .build();
            return client.send(request, BodyHandlers.ofString());
        } catch (HttpTimeoutException e) {
            throw unreachable("no answer in time");
        } catch (IOException e) {
            throw unreachable(e.getMessage() == null ? "no connection" : e.getMessage());
        } catch (IllegalArgumentException e) {
            throw unexpected("cannot be asked for that: the address is too odd");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        }
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
                "admin API at " + address + ": " + reason + " (expected: a running sidecar; --admin says where)");
    }

    private FailedQuestionException unexpected(String reason) {
        return new FailedQuestionException(ExitCode.UNEXPECTED, "admin API at " + address + ": " + reason);
    }
}
