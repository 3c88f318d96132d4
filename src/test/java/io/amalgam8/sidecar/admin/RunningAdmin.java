package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.wire.RulesJson;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An admin API on a port of its own, with the table that the test gives it. */
final class RunningAdmin implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);
    private final AdminVerticle verticle;
    private volatile RoutingTable table = RoutingTable.unknown();

    private RunningAdmin(UnaryOperator<AdminVerticle> fitting) {
        Topics.registerCodec(vertx);
        verticle = fitting.apply(
                AdminVerticle.routing(new AdminOptions("127.0.0.1", 0), () -> table, new Meters("2.0.0")));
        Await.result(vertx.deployVerticle(verticle));
    }

    static RunningAdmin start() {
        return new RunningAdmin(plain -> plain);
    }

    static RunningAdmin start(UnaryOperator<AdminVerticle> fitting) {
        return new RunningAdmin(fitting);
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return verticle.port();
    }

    RoutingTable table() {
        return table;
    }

    /** Routes by these, as productpage:v1 does; the rules as the controller writes them. */
    void use(Catalog catalog, String rules) {
        use(catalog, RulesJson.read(("{\"rules\":" + rules + "}").getBytes(StandardCharsets.UTF_8)));
    }

    void use(Catalog catalog, RuleSet rules) {
        table = table.next(
                new Identity("productpage", io.amalgam8.sidecar.model.Tags.of("v1")),
                Optional.of(catalog),
                Optional.of(rules),
                expression -> value -> value.contains(expression));
    }

    HttpRequest<Buffer> request(HttpMethod method, String path) {
        return client.request(method, port(), "127.0.0.1", path);
    }

    HttpResponse<Buffer> get(String path) {
        return Await.result(request(HttpMethod.GET, path).send());
    }

    HttpResponse<Buffer> post(String path) {
        return Await.result(request(HttpMethod.POST, path).send());
    }

    HttpResponse<Buffer> post(String path, JsonObject body) {
        return Await.result(request(HttpMethod.POST, path).sendJsonObject(body));
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
