package io.amalgam8.sidecar.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One exchange with an original server, as it was recorded.
 *
 * @param number its place in the recording, from 0: names are not unique
 * @param body the request's; empty text when it had none
 * @param headers the answer's
 * @param answer the answer's body
 */
record Recording(
        int number,
        String name,
        String method,
        String path,
        Map<String, String> requestHeaders,
        String body,
        int status,
        Map<String, String> headers,
        String answer) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** All exchanges of {@code contract/<file>}, in their order. */
    static List<Recording> all(String file) {
        try (InputStream content = Optional.ofNullable(Recording.class.getResourceAsStream("/contract/" + file))
                .orElseThrow()) {
            List<Recording> recordings = new ArrayList<>();
            for (JsonNode exchange : MAPPER.readTree(content)) {
                recordings.add(of(recordings.size(), exchange));
            }
            return recordings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recording of(int number, JsonNode exchange) {
        JsonNode request = exchange.path("request");
        JsonNode response = exchange.path("response");
        Map<String, String> sent = new LinkedHashMap<>();
        request.path("headers")
                .properties()
                .forEach(header -> sent.put(header.getKey(), header.getValue().asText()));
        Map<String, String> received = new LinkedHashMap<>();
        response.path("headers")
                .forEach(header ->
                        received.put(header.path(0).asText(), header.path(1).asText()));
        return new Recording(
                number,
                exchange.path("name").asText(),
                request.path("method").asText(),
                request.path("path").asText(),
                sent,
                request.path("body").asText(""),
                response.path("status").asInt(),
                received,
                response.path("body").asText());
    }

    /** {@code 7 register minimal http}. */
    String title() {
        return number + " " + name;
    }

    /** The same request to another server, under the ids that it knows. */
    HttpResponse<byte[]> replay(HttpClient client, String server, Map<String, String> ids)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + translate(path, ids)))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(translate(body, ids)));
        requestHeaders.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** The text with each recorded id replaced by the one that stands for it. */
    static String translate(String text, Map<String, String> ids) {
        String translated = text;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            translated = translated.replace(id.getKey(), id.getValue());
        }
        return translated;
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + text, e);
        }
    }
}
