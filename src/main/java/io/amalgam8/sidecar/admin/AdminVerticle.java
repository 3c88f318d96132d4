package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.admin.Readiness.Verdict;
import io.amalgam8.sidecar.bus.ApplicationHealth;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.config.ListenAddress;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.PrometheusPage;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The admin API: is it alive, is it ready, what does it count, what does it route by. Read-only. */
public final class AdminVerticle extends VerticleBase {

    private static final List<String> ENDPOINTS =
            List.of("/livez", "/readyz", "/readyz?verbose", "/healthz", "/metrics", "/a8-admin");
    private static final int IDLE_SECONDS = 60;
    private static final ListenAddress.Choice CHOICE = new ListenAddress.Choice("A8_ADMIN_PORT", "A8_ADMIN_HOST");

    private final AdminOptions options;
    private final Supplier<RoutingTable> table;
    private final TableNeed need;
    private final Meters meters;
    private HttpServer server;
    private Readiness readiness = Readiness.SILENT;
    private ApplicationHealth applicationHealth = ApplicationHealth.UNCHECKED;
    private @Nullable PrometheusPage page;

    /** What there must be before calls may come. */
    private enum TableNeed {
        COMPLETE,
        NONE
    }

    private AdminVerticle(AdminOptions options, Supplier<RoutingTable> table, TableNeed need, Meters meters) {
        this.options = options;
        this.table = table;
        this.need = need;
        this.meters = meters;
    }

    /** For a sidecar that routes calls: ready only when there is a table to route by. */
    public static AdminVerticle routing(AdminOptions options, Supplier<RoutingTable> table, Meters meters) {
        return new AdminVerticle(options, table, TableNeed.COMPLETE, meters);
    }

    /** For a sidecar that only registers: it needs no table. */
    public static AdminVerticle registering(AdminOptions options, Meters meters) {
        return new AdminVerticle(options, RoutingTable::unknown, TableNeed.NONE, meters);
    }

    /** Fails with what {@link ListenAddress#explain} says when it cannot listen there. */
    @Override
    public Future<?> start() {
        Topics.HEALTH.subscribe(vertx, health -> readiness = readiness.with(health));
        Topics.APPLICATION_HEALTH.subscribe(vertx, health -> applicationHealth = health);
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
        return vertx.executeBlocking(() -> new PrometheusPage(meters)).compose(this::listen);
    }

    /** The port in use; only after the start. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server.close().onComplete(closed -> closePage());
    }

    private Future<HttpServer> listen(PrometheusPage made) {
        page = made;
        return server.requestHandler(routes(made)).listen().recover(cause -> {
            closePage();
            return Future.failedFuture(explained(cause));
        });
    }

    private Router routes(PrometheusPage metrics) {
        Router router = Router.router(vertx);
        router.route().handler(Visitor::check);
        router.route("/").handler(context -> Answers.json(context, 200, index()));
        router.route("/livez").handler(context -> Answers.json(context, 200, new JsonObject().put("status", "alive")));
        router.route("/readyz").handler(this::ready);
        router.route("/healthz").handler(context -> Answers.json(context, 200, health(Detail.FULL)));
        router.route("/metrics").handler(context -> scrape(context, metrics));
        router.route("/a8-admin").handler(this::state);
        router.route().handler(context -> Answers.error(context, 404, "no such path", index()));
        router.route().failureHandler(Answers::failure);
        return router;
    }

    private static JsonObject index() {
        return new JsonObject().put("endpoints", new JsonArray(ENDPOINTS));
    }

    private void ready(RoutingContext context) {
        Detail detail = context.queryParams().contains("verbose") ? Detail.FULL : Detail.REASONS;
        int status = verdict().takesCalls() ? 200 : 503;
        Answers.json(context, status, health(detail));
    }

    /** How much is said of the health. */
    private enum Detail {
        REASONS,
        FULL
    }

    private JsonObject health(Detail detail) {
        JsonObject health = new JsonObject().put("status", verdict().toString());
        List<String> reasons = readiness.reasons(hasTable());
        if (!reasons.isEmpty()) {
            health.put("reasons", new JsonArray(reasons));
        }
        return detail == Detail.FULL ? health.put("parts", parts()) : health;
    }

    private JsonObject parts() {
        JsonObject parts = new JsonObject();
        new TreeMap<>(readiness.parts())
                .forEach((part, health) -> parts.put(
                        Readiness.word(part),
                        new JsonObject()
                                .put("state", Readiness.word(health.state()))
                                .put("detail", health.detail())));
        return parts;
    }

    private Verdict verdict() {
        return readiness.verdict(hasTable());
    }

    private boolean hasTable() {
        return need == TableNeed.NONE || table.get().summary().complete();
    }

    private void scrape(RoutingContext context, PrometheusPage metrics) {
        String accept = Optional.ofNullable(context.request().getHeader(HttpHeaders.ACCEPT))
                .orElse("");
        vertx.executeBlocking(() -> metrics.render(accept), false)
                .onSuccess(text -> Answers.text(context, text.contentType(), text.body()))
                .onFailure(context::fail);
    }

    private void state(RoutingContext context) {
        RoutingTable current = table.get();
        ApplicationHealth health = applicationHealth;
        vertx.executeBlocking(() -> StateDocument.write(current, health), false)
                .onSuccess(document -> Answers.jsonBytes(context, document))
                .onFailure(context::fail);
    }

    private void closePage() {
        if (page != null) {
            page.close();
        }
    }

    private Throwable explained(Throwable cause) {
        return new ListenAddress("admin", options.host(), options.port(), CHOICE).explain(cause);
    }
}
