package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The page, served by the real thing, with an admin API beneath it whose lists are as long as wished. */
final class MadeUpSidecar implements AutoCloseable {

    private static final int PAGE = 100;
    private static final int REQUESTS = 100;

    private final Vertx vertx;
    private final List<String> names;
    private final int instances;
    private final int rules;
    private final MadeUpTraffic traffic;
    private final List<HttpServerResponse> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final int port;
    private final long ticks;
    private volatile HttpServer server;
    private volatile JsonObject health = health("ready", "up", "");
    private volatile double weight = 0.25;

    private MadeUpSidecar(Vertx vertx, int services, int instances, int rules) {
        this.vertx = vertx;
        this.names = MadeUpLists.names(services);
        this.instances = instances;
        this.rules = rules;
        this.traffic = new MadeUpTraffic(names, weight);
        this.server = Await.result(serve(0));
        this.port = server.actualPort();
        this.ticks = vertx.setPeriodic(1000, tick -> pass());
    }

    /** On a port that the system chooses. */
    static MadeUpSidecar start(Vertx vertx, int services, int instances, int rules) {
        return new MadeUpSidecar(vertx, services, instances, rules);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** The rules and the traffic change: that share to v2. */
    void split(double share) {
        weight = share;
        traffic.split(share);
        tell("table", table(18));
    }

    void healthy() {
        health = health("ready", "up", "");
        tell("health", health);
    }

    void registryAway() {
        health = health("degraded", "degraded", "connection refused: localhost/127.0.0.1:31300");
        tell("health", health);
    }

    /** How often that list's pages were asked for. */
    long asked(String path) {
        return asked.getOrDefault(path, 0L);
    }

    void stop() {
        listeners.clear();
        Await.result(server.close());
    }

    /** On the same port. */
    void startAgain() {
        server = Await.result(serve(port));
    }

    @Override
    public void close() {
        vertx.cancelTimer(ticks);
        stop();
    }

    private Future<HttpServer> serve(int at) {
        Router router = Router.router(vertx);
        router.route().handler(new FrontPage(vertx)::serve);
        router.route("/services")
                .handler(context -> list(context, MadeUpLists.services(names, instances / names.size(), weight)));
        router.route("/rules").handler(context -> list(context, MadeUpLists.rules(names, rules)));
        router.route("/requests")
                .handler(context -> list(context, MadeUpLists.requests(names, REQUESTS, Instant.now())));
        router.route("/readyz")
                .handler(context ->
                        Answers.json(context, 200, health.copy().put("control_plane", MadeUpLists.controlPlane())));
        router.route("/explain").handler(context -> Answers.json(context, 200, MadeUpLists.explanation()));
        router.route("/events").handler(context -> listen(context.response()));
        return vertx.createHttpServer().requestHandler(router).listen(at, "127.0.0.1");
    }

    private void list(RoutingContext context, List<JsonObject> items) {
        asked.merge(context.request().path(), 1L, Long::sum);
        int first = Integer.parseInt(context.request().getParam("after", "0"));
        int end = Math.min(items.size(), first + PAGE);
        String next = end < items.size() ? context.request().path() + "?after=" + end + "&limit=" + PAGE : null;
        Answers.json(
                context,
                200,
                new JsonObject()
                        .put("items", new JsonArray(items.subList(first, end)))
                        .put("total", items.size())
                        .put("next", next));
    }

    private static JsonObject health(String status, String registry, String detail) {
        JsonObject parts = new JsonObject();
        for (String part : List.of("sidecar", "controller", "routing table", "proxy", "registration")) {
            parts.put(part, new JsonObject().put("state", "up").put("detail", ""));
        }
        parts.put("registry", new JsonObject().put("state", registry).put("detail", detail));
        JsonObject told = new JsonObject().put("status", status).put("parts", parts);
        return detail.isEmpty()
                ? told
                : told.put("reasons", new JsonArray().add("registry is " + registry + ": " + detail));
    }

    private JsonObject table(int revision) {
        return new JsonObject()
                .put("revision", revision)
                .put("complete", true)
                .put("services", names.size())
                .put("instances", instances)
                .put("rules", rules)
                .put("refused_rules", 0);
    }

    private void listen(HttpServerResponse response) {
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        send(response, "health", health);
        send(response, "table", table(17));
        send(response, "metrics", traffic.update(true));
        listeners.add(response);
    }

    private void pass() {
        traffic.pass();
        tell("metrics", traffic.update(false));
    }

    private void tell(String event, JsonObject data) {
        listeners.forEach(listener -> send(listener, event, data));
    }

    private static void send(HttpServerResponse response, String event, JsonObject data) {
        if (!response.closed()) {
            response.write("event: " + event + "\ndata: " + data.encode() + "\n\n");
        }
    }
}
