package io.amalgam8.sidecar.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Listens to server-sent events, as a browser does. */
public final class EventSource implements AutoCloseable {

    private final HttpResponse<Stream<String>> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();

    /** One of them. */
    public record Event(String name, JsonObject data) {}

    private EventSource(HttpResponse<Stream<String>> response) {
        this.response = response;
        Iterator<String> lines = response.body().iterator();
        Thread reader = new Thread(() -> read(lines), "event source");
        reader.setDaemon(true);
        reader.start();
    }

    /** The answer's head is there when this returns. */
    public static EventSource open(String url) {
        try {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            return new EventSource(
                    client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofLines()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** Those of that name so far, in their order. */
    public List<JsonObject> events(String name) {
        return events.stream()
                .filter(event -> event.name().equals(name))
                .map(Event::data)
                .toList();
    }

    /** Leaves. */
    @Override
    public void close() {
        response.body().close();
    }

    private void read(Iterator<String> lines) {
        String name = "";
        try {
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                }
                if (line.startsWith("data: ")) {
                    events.add(new Event(name, new JsonObject(line.substring("data: ".length()))));
                }
            }
        } catch (UncheckedIOException gone) {
            // The test has left, or the server has ended.
        }
    }
}
