package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.admin.HealthReport.TableNeed;
import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.config.ListenAddress;
import io.amalgam8.sidecar.config.SettingInForce;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.metrics.PrometheusPage;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The admin API: is it alive, is it ready, what does it count, what does it route by, why would it route a call so. What
 * changes anything is asked for by POST alone.
 */
public final class AdminVerticle extends VerticleBase {

    private final AdminOptions options;
    private final Supplier<RoutingTable> table;
    private final TableNeed need;
    private final Meters meters;
    private Supplier<List<SettingInForce>> settings = List::of;
    private @Nullable Doors doors;
    private @Nullable Future<PrometheusPage> metricsPage;

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

    /** Shows these settings, asked for each time. Call it before it is deployed. */
    public AdminVerticle showing(Supplier<List<SettingInForce>> inForce) {
        settings = inForce;
        return this;
    }

    /** Fails with what {@link ListenAddress#explain} says when it cannot listen there. */
    @Override
    public Future<?> start() {
        Doors opened = new Doors(vertx, options);
        doors = opened;
        return opened.open(routes());
    }

    /** The port in use; only after the start. */
    public int port() {
        return doors == null ? 0 : doors.port();
    }

    @Override
    public Future<?> stop() {
        Future<?> closed = doors == null ? Future.succeededFuture() : doors.close();
        return closed.onComplete(ended -> closePage());
    }

    private Router routes() {
        HealthReport health = new HealthReport(vertx, table, need, meters);
        OffLoop offLoop = new OffLoop(vertx);
        Lists lists = new Lists(vertx, offLoop, table);
        Orders orders = new Orders(vertx);
        EventStreamHandler events = new EventStreamHandler(
                vertx, meters, health::now, () -> table.get().summary());
        Paths paths = new Paths(vertx);
        return paths.reading("/", context -> Answers.json(context, 200, paths.index()))
                .reading("/livez", health::alive)
                .reading("/readyz", health::ready)
                .reading("/healthz", health::all)
                .reading("/metrics", this::scrape)
                .reading("/services", lists::services)
                .reading("/rules", lists::rules)
                .reading("/requests", lists::requests)
                .reading("/explain", new ExplainHandler(vertx, offLoop)::explain)
                .reading("/config", context -> configuration(context, offLoop, orders))
                .reading("/events", events)
                .reading("/a8-admin", context -> state(context, offLoop, health))
                .changing("/drain", orders::drain)
                .changing("/loglevel", orders::level)
                .changing("/reopen_logs", orders::reopenLogs)
                .router();
    }

    private void scrape(RoutingContext context) {
        String accept = Optional.ofNullable(context.request().getHeader(HttpHeaders.ACCEPT))
                .orElse("");
        metricsPage()
                .compose(page -> vertx.executeBlocking(() -> page.render(accept), false))
                .onSuccess(text -> Answers.text(context, text.contentType(), text.body()))
                .onFailure(context::fail);
    }

    private void configuration(RoutingContext context, OffLoop offLoop, Orders orders) {
        Optional<String> level = orders.levelInForce();
        offLoop.answer(context, () -> ConfigurationDocument.write(settings.get(), level));
    }

    private void state(RoutingContext context, OffLoop offLoop, HealthReport health) {
        RoutingTable current = table.get();
        offLoop.answer(context, () -> StateDocument.write(current, health.application()));
    }

    /** Made when somebody first asks, who may never come: what it tells of the Java machine takes a tenth of the start. */
    private Future<PrometheusPage> metricsPage() {
        Future<PrometheusPage> page = metricsPage;
        if (page == null) {
            page = vertx.executeBlocking(() -> new PrometheusPage(meters)).onFailure(failure -> metricsPage = null);
            metricsPage = page;
        }
        return page;
    }

    private void closePage() {
        if (metricsPage != null) {
            metricsPage.onSuccess(PrometheusPage::close);
        }
    }
}
