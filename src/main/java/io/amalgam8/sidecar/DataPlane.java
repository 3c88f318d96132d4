package io.amalgam8.sidecar;

import io.amalgam8.sidecar.accesslog.AccessLog;
import io.amalgam8.sidecar.accesslog.LastCalls;
import io.amalgam8.sidecar.bus.LastRequests;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.control.RoutingTableVerticle;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.proxy.ExplanationVerticle;
import io.amalgam8.sidecar.proxy.Ledger;
import io.amalgam8.sidecar.proxy.ProxyVerticle;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.tcp.TcpProxyVerticle;
import io.amalgam8.sidecar.tracing.TraceExport;
import io.amalgam8.sidecar.tracing.Tracing;
import io.amalgam8.sidecar.words.Version;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What carries the callers' traffic: the table it is routed by, its log, and a proxy on each event loop. */
final class DataPlane {

    private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();

    private final Parts parts;
    private final Configuration configuration;
    private final ProxyingOptions options;
    private final Meters meters;
    private final AtomicReference<RoutingTable> table;
    private final LastCalls lastCalls = new LastCalls();
    private final List<String> serving = new ArrayList<>(2);

    /** For a sidecar that proxies. */
    DataPlane(Parts parts, Configuration configuration, Meters meters, AtomicReference<RoutingTable> table) {
        this.parts = parts;
        this.configuration = configuration;
        this.options = configuration.proxying().orElseThrow();
        this.meters = meters;
        this.table = table;
    }

    /** Ends once all of it listens, and says where. */
    Future<Void> open(Listeners listeners) {
        Topics.REQUESTS.answer(parts.vertx(), () -> new LastRequests(lastCalls.lines(configuration.identity())));
        return openRecords()
                .compose(records -> parts.deploy(
                                "routing table", new RoutingTableVerticle(configuration.identity(), table, meters))
                        .onSuccess(done -> parts.shutdown().then("proxies", this::stopServing))
                        .compose(done -> openProxies(records, listeners)))
                .compose(done -> parts.deploy("explanations", new ExplanationVerticle(options, table::get)))
                .compose(done -> openTcpProxies(listeners));
    }

    /** Where all event loops write down what they did. */
    private record Records(AccessLog accessLog, Tracing tracing) {}

    private Future<Records> openRecords() {
        return openLogs().compose(accessLog -> openTracing().map(tracing -> new Records(accessLog, tracing)));
    }

    /** They are closed before they are no longer shipped, so that their last lines are. */
    private Future<AccessLog> openLogs() {
        LogShipping shipping = new LogShipping(configuration, meters);
        return Logs.open(parts.vertx(), configuration, shipping, meters)
                .compose(logs -> shipping.begin(parts, logs.accessLogFile())
                        .onSuccess(done -> parts.shutdown().thenAlways("logs", logs::close))
                        .map(logs.accessLog()));
    }

    private Future<Tracing> openTracing() {
        Vertx vertx = parts.vertx();
        return vertx.executeBlocking(() -> TraceExport.open(
                        System.getenv(), configuration.identity(), Version.current(), meters::spansDropped))
                .map(opened -> opened.map(export -> {
                            parts.shutdown()
                                    .then("traces", () -> vertx.executeBlocking(Executors.callable(export::close)));
                            return export.tracing();
                        })
                        .orElse(Tracing.NONE));
    }

    private Future<Void> openProxies(Records records, Listeners listeners) {
        List<ProxyVerticle> proxies = new CopyOnWriteArrayList<>();
        Supplier<Deployable> verticle = () -> {
            ProxyVerticle proxy = new ProxyVerticle(
                    options,
                    configuration.identity(),
                    table::get,
                    new Ledger(lastCalls.before(records.accessLog()), meters.forEventLoop(), records.tracing()),
                    configuration.lifecycle().shutdownTimeout());
            proxies.add(proxy);
            return proxy;
        };
        return serve(verticle)
                .onSuccess(
                        done -> listeners.proxy(options.listen(), proxies.get(0).port()));
    }

    private Future<Void> openTcpProxies(Listeners listeners) {
        if (options.tcpProxies().isEmpty()) {
            return Future.succeededFuture();
        }
        List<TcpProxyVerticle> proxies = new CopyOnWriteArrayList<>();
        Supplier<Deployable> verticle = () -> {
            TcpProxyVerticle proxy = new TcpProxyVerticle(
                    options, table::get, configuration.lifecycle().shutdownTimeout());
            proxies.add(proxy);
            return proxy;
        };
        return serve(verticle)
                .onSuccess(done -> listeners.tcp(options, proxies.get(0).ports()));
    }

    /** Deploys what carries the callers' traffic, once for each event loop. */
    private Future<Void> serve(Supplier<Deployable> verticle) {
        return parts.vertx()
                .deployVerticle(verticle, new DeploymentOptions().setInstances(EVENT_LOOPS))
                .onSuccess(serving::add)
                .mapEmpty();
    }

    /** At the same moment, so that what all of it has under way may take the shutdown timeout once. */
    private Future<?> stopServing() {
        return Future.join(serving.stream().map(parts.vertx()::undeploy).toList());
    }
}
