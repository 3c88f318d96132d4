package io.amalgam8.sidecar.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Asks the demo's servers over HTTP, as their users do. */
final class Questions {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE)
            .build();
    private final ObjectMapper json = new ObjectMapper();

    /** The body of a 200; empty for any other answer, and for none. */
    Optional<String> ask(String url) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(DEADLINE).build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return Optional.of(response)
                    .filter(answer -> answer.statusCode() == OK)
                    .map(HttpResponse::body);
        } catch (IOException notReached) {
            return Optional.empty();
        }
    }

    boolean answers(String url) throws InterruptedException {
        return ask(url).isPresent();
    }

    /** The endpoints ({@code host:port}) of all instances of the service that the registry lists as up. */
    Set<String> registered(String registryUrl) throws InterruptedException {
        Set<String> endpoints = new TreeSet<>();
        Optional<String> answer = ask(registryUrl + "/api/v1/instances?status=UP&service_name=" + Scene.SERVICE);
        if (answer.isPresent()) {
            for (JsonNode instance : parse(answer.get()).path("instances")) {
                endpoints.add(instance.path("endpoint").path("value").asText());
            }
        }
        return endpoints;
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException notYet) {
            return json.createObjectNode();
        }
    }
}
