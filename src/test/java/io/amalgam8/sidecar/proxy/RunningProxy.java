package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.config.LimitOptions;
import io.amalgam8.sidecar.config.ListenOptions;
import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.TimeoutOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.config.UpstreamTlsOptions;
import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.routing.Destination;
import io.amalgam8.sidecar.routing.Injection;
import io.amalgam8.sidecar.routing.Pool;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.UpstreamConnections;
import io.amalgam8.sidecar.tracing.Tracing;
import io.amalgam8.sidecar.transport.Patience;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A proxy on a port of its own that takes its decisions from the test. */
final class RunningProxy implements AutoCloseable {

    static final TimeoutOptions TIMEOUTS =
            new TimeoutOptions(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(60));

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final List<AccessLogEntry> entries = new CopyOnWriteArrayList<>();
    private final UpstreamConnections upstreamConnections;
    private final ProxyVerticle verticle;
    private final String deployment;

    /** Who hears of calls beside the log. */
    private record Witnesses(RequestMeters meters, Tracing tracing) {}

    private RunningProxy(Router router, ProxyingOptions options, RequestMeters meters) {
        this(router, options, Patience.withIdle(options.timeouts().idle()), meters, DRAIN);
    }

    private RunningProxy(
            Router router, ProxyingOptions options, Patience patience, RequestMeters meters, Duration drain) {
        this(router, options, patience, new Witnesses(meters, Tracing.NONE), drain);
    }

    private RunningProxy(
            Router router, ProxyingOptions options, Patience patience, Witnesses witnesses, Duration drain) {
        upstreamConnections = new UpstreamConnections(witnesses.meters());
        verticle = new ProxyVerticle(
                        options,
                        new Identity("gateway", Tags.of("v1", "blue")),
                        router,
                        new Ledger(entries::add, upstreamConnections, witnesses.tracing()),
                        drain)
                .waiting(patience);
        deployment = await(vertx.deployVerticle(verticle));
    }

    static RunningProxy routing(Router router) {
        return new RunningProxy(router, options(TIMEOUTS), RequestMeters.NONE);
    }

    static RunningProxy routing(Router router, TimeoutOptions timeouts) {
        return new RunningProxy(router, options(timeouts), RequestMeters.NONE);
    }

    /** One that waits no longer than that for its callers. */
    static RunningProxy waiting(Patience patience, Router router) {
        return new RunningProxy(router, options(TIMEOUTS), patience, RequestMeters.NONE, DRAIN);
    }

    /** One that takes no more connections than that. */
    static RunningProxy limited(int callers, Router router) {
        LimitOptions limits = new LimitOptions(1_024, 256, 128, 8_192, callers, 1_000);
        return new RunningProxy(
                router, options(TIMEOUTS, limits), Patience.withIdle(TIMEOUTS.idle()), RequestMeters.NONE, DRAIN);
    }

    /** One that tells of its calls there. */
    static RunningProxy traced(Tracing tracing, Router router) {
        return new RunningProxy(
                router,
                options(TIMEOUTS),
                Patience.withIdle(TIMEOUTS.idle()),
                new Witnesses(RequestMeters.NONE, tracing),
                DRAIN);
    }

    static RunningProxy counting(RequestMeters meters, Router router) {
        return new RunningProxy(router, options(TIMEOUTS), meters);
    }

    static RunningProxy with(ProxyingOptions options, RequestMeters meters, Router router) {
        return new RunningProxy(router, options, meters);
    }

    /** One that gives calls under way no more than that time when it is stopped; every service is served by it. */
    static RunningProxy draining(Duration drain, Endpoint endpoint) {
        Patience patience = Patience.withIdle(TIMEOUTS.idle());
        return new RunningProxy(forwardingTo(endpoint), options(TIMEOUTS), patience, RequestMeters.NONE, drain);
    }

    /** Every service is served by these. */
    static RunningProxy to(Endpoint... endpoints) {
        return routing(forwardingTo(endpoints));
    }

    static Router forwardingTo(Endpoint... endpoints) {
        return (head, balancer, chance) -> {
            Destination destination = destination(head.service(), endpoints);
            return forward(destination, balancer.pick(destination, chance));
        };
    }

    static Decision.Forward forward(Destination destination, Instance instance) {
        return new Decision.Forward(destination, instance, Injection.NONE, Optional.empty());
    }

    static Destination destination(String service, Endpoint... endpoints) {
        return new Destination(
                service,
                Tags.of("v1"),
                Optional.of("rule-1"),
                new Pool(instances(service, endpoints), List.of()),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static List<Instance> instances(String service, Endpoint... endpoints) {
        return Arrays.stream(endpoints)
                .map(endpoint ->
                        new Instance(endpoint.authority(), service, endpoint, Tags.of("v1"), InstanceStatus.UP))
                .toList();
    }

    static ProxyingOptions options(TimeoutOptions timeouts) {
        return options(timeouts, RetryOptions.USUAL, LimitOptions.USUAL, OutlierOptions.USUAL);
    }

    private static ProxyingOptions options(TimeoutOptions timeouts, LimitOptions limits) {
        return options(timeouts, RetryOptions.USUAL, limits, OutlierOptions.USUAL);
    }

    static ProxyingOptions options(
            TimeoutOptions timeouts, RetryOptions retries, LimitOptions limits, OutlierOptions outlier) {
        ServerOptions nowhere =
                new ServerOptions(URI.create("http://127.0.0.1:1"), new Token.None(), Duration.ofSeconds(1));
        return new ProxyingOptions(
                nowhere,
                nowhere,
                new ListenOptions(List.of("127.0.0.1"), 0),
                timeouts,
                retries,
                limits,
                outlier,
                Optional.empty(),
                new UpstreamTlsOptions(true, Optional.empty(), Optional.empty()),
                List.of(),
                Optional.empty());
    }

    int port() {
        return verticle.port();
    }

    RawCaller connect() {
        return RawCaller.to(port());
    }

    /** The access log so far. */
    List<AccessLogEntry> entries() {
        return entries;
    }

    /** How many connections to instances are open. */
    int upstreamConnections() {
        return upstreamConnections.open();
    }

    /** Undeploys, as a sidecar does when it stops. */
    io.vertx.core.Future<Void> stop() {
        return vertx.undeploy(deployment);
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("not done in 20 s", e);
        }
    }
}
