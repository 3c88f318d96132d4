package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Call;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An operator's desk: commands are typed, and a fake controller and registry write down what they are asked. */
final class Desk implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer controller = FakeServer.start(vertx);
    private final FakeServer registry = FakeServer.start(vertx);
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";

    Desk() {
        environment.put("A8_CONTROLLER_URL", controller.url().toString());
        environment.put("A8_REGISTRY_URL", registry.url().toString());
    }

    FakeServer controller() {
        return controller;
    }

    FakeServer registry() {
        return registry;
    }

    Vertx vertx() {
        return vertx;
    }

    Desk variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Desk input(String text) {
        input = text;
        return this;
    }

    /** Answers GET of these paths by these bodies, and whatever changes something as a controller does. */
    Desk holds(Map<String, String> documents) {
        controller.answers(call -> switch (call.method()) {
            case "GET" -> documents.containsKey(call.uri()) ? Reply.ok(documents.get(call.uri())) : Reply.of(404, "");
            case "PUT" -> Reply.of(call.uri().equals("/v1/rules") ? 200 : 201, "{\"ids\":[\"a\"]}");
            case "POST" -> Reply.of(201, "{\"ids\":[\"a\",\"b\"]}");
            default -> Reply.of(200, "");
        });
        return this;
    }

    /** Answers GET of services, and of each its instances as JSON. */
    Desk registers(Map<String, String> instances) {
        registry.answers(call -> {
            if (call.uri().equals("/api/v1/services")) {
                return Reply.ok("{\"services\":[\"" + String.join("\",\"", instances.keySet()) + "\"]}");
            }
            String service = call.uri().substring("/api/v1/services/".length());
            return instances.containsKey(service)
                    ? Reply.ok("{\"service_name\":\"" + service + "\",\"instances\":[" + instances.get(service) + "]}")
                    : Reply.of(404, "{\"Error\":\"Failed to enumerate service names\"}");
        });
        return this;
    }

    Said type(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        int code = A8ctl.run(
                List.of(words),
                environment,
                new Streams(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(error, true, StandardCharsets.UTF_8)));
        return new Said(code, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    /** The only change that the controller was asked for, as {@code METHOD URI}, with this body. */
    void assertChanged(String call, String body) {
        List<Call> changes = controller.calls().stream()
                .filter(one -> !one.method().equals("GET"))
                .toList();
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).method() + " " + changes.get(0).uri()).isEqualTo(call);
        if (body.isEmpty()) {
            assertThat(changes.get(0).body()).isEmpty();
            return;
        }
        assertThat(changes.get(0).headers()).containsEntry("Content-Type", "application/json");
        assertThat(new JsonObject(changes.get(0).body())).isEqualTo(new JsonObject(body));
    }

    void assertUnchanged() {
        assertThat(controller.calls()).allMatch(call -> call.method().equals("GET"));
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
