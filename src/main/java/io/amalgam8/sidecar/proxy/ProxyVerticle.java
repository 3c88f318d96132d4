package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.balancing.Balancing;
import io.amalgam8.sidecar.balancing.Fleet;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.ListenAddress;
import io.amalgam8.sidecar.config.ListenOptions;
import io.amalgam8.sidecar.config.PortTakenException;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.metrics.RequestMeters.Limit;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.tls.Certificates;
import io.amalgam8.sidecar.transport.CallerLimit;
import io.amalgam8.sidecar.transport.Callers;
import io.amalgam8.sidecar.transport.ConnectLimit;
import io.amalgam8.sidecar.transport.Connector;
import io.amalgam8.sidecar.transport.Patience;
import io.amalgam8.sidecar.transport.Upstreams;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the application's calls. Deploy one instance for each event loop: they share the listening sockets and nothing
 * else, so that a call never changes its thread.
 */
public final class ProxyVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyVerticle.class);
    private static final ListenAddress.Choice CHOICE =
            new ListenAddress.Choice("--proxy_port or A8_PROXY_PORT", "--proxy_host or A8_PROXY_HOST");
    private static final int BACKLOG = 4_096;
    /** By Vert.x's convention one random port that all instances share; each bare 0 would be another. */
    private static final int SHARED_RANDOM_PORT = -1;
    /** Machines without IPv6 are served on the other loopback. */
    private static final Set<String> IPV6_LOOPBACKS = Set.of("::1", "0:0:0:0:0:0:0:1");

    private final Identity identity;
    private final Router router;
    private final Ledger ledger;
    private final Duration drain;
    private final Supplier<Optional<RoutingTable>> table;
    private final RandomGenerator chance = new SplittableRandom();
    private final List<NetServer> servers = new ArrayList<>();

    /** Those in force. */
    private ProxyingOptions options;

    private Patience patience;

    private @Nullable Certificates certificates;
    private @Nullable Callers callers;
    private @Nullable Upstreams upstreams;
    private @Nullable LoopWatch watch;
    private @Nullable Balancing balancing;
    private volatile int port;

    /**
     * A proxy for one event loop.
     *
     * @param table the table in force, asked for each call
     * @param drain how long calls that are under way may take when it is stopped
     */
    public ProxyVerticle(
            ProxyingOptions options, Identity identity, Supplier<RoutingTable> table, Ledger ledger, Duration drain) {
        this(options, identity, Router.by(table), () -> Optional.of(table.get()), ledger, drain);
    }

    ProxyVerticle(ProxyingOptions options, Identity identity, Router router, Ledger ledger, Duration drain) {
        this(options, identity, router, Optional::empty, ledger, drain);
    }

    private ProxyVerticle(
            ProxyingOptions options,
            Identity identity,
            Router router,
            Supplier<Optional<RoutingTable>> table,
            Ledger ledger,
            Duration drain) {
        this.table = table;
        this.options = options;
        this.identity = identity;
        this.router = router;
        this.ledger = ledger;
        this.drain = drain;
        this.patience = Patience.withIdle(options.timeouts().idle());
    }

    /** Waits that long for callers, from when it is deployed. */
    ProxyVerticle waiting(Patience patience) {
        this.patience = patience;
        return this;
    }

    /** The port that it listens on; 0 until it is deployed. */
    public int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        return Certificates.take(vertx, options)
                .compose(taken -> open(taken).onFailure(failure -> taken.giveBack(vertx)));
    }

    private Future<?> open(Certificates taken) {
        certificates = taken;
        ContextInternal loop = (ContextInternal) context;
        NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        SharedState shared = SharedState.of(vertx, options.retries());
        Upstreams to = new Upstreams(
                new Connector(loop, client, taken::upstream),
                shared.connections(),
                loop.nettyEventLoop(),
                ledger.meters());
        ledger.meters().watch(shared.instances());
        Balancing choice = balancing(to, shared.fleet());
        Topics.ROUTING_TABLE.subscribe(vertx, summary -> tableChanged(to, choice));
        CallerLimit limit = new CallerLimit(
                shared.callers(),
                options.limits().callers(),
                () -> ledger.meters().overflowed(Limit.CALLERS));
        CallsInForce calls = new CallsInForce(proxying(loop.nettyEventLoop(), to, choice, shared));
        Topics.CONFIGURATION.subscribe(
                vertx,
                next -> next.proxying().ifPresent(renewed -> {
                    options = renewed;
                    calls.renew(renewed);
                    limit.most(renewed.limits().callers());
                }));
        Callers from = new Callers(calls, patience, limit);
        watch = LoopWatch.over(loop.nettyEventLoop(), ledger.meters());
        balancing = choice;
        upstreams = to;
        callers = from;
        return listenOnAll(from, taken);
    }

    /** Ends when no call is under way any more, or when the time for it is up. */
    @Override
    public Future<?> stop() {
        if (callers != null) {
            callers.drain();
        }
        List<Future<Void>> closed = new ArrayList<>();
        for (NetServer server : servers) {
            closed.add(server.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS));
        }
        return Future.join(closed).eventually(this::cut);
    }

    private Balancing balancing(Upstreams to, Fleet fleet) {
        return new Balancing(
                fleet,
                options.outlier(),
                ledger.meters(),
                (endpoint, whether) ->
                        to.probe(endpoint, ConnectLimit.usual(options.timeouts().connect()), whether),
                chance);
    }

    private Proxying proxying(EventLoop loop, Upstreams to, Balancing choice, SharedState shared) {
        return new Proxying(
                identity.isAnonymous() ? "" : identity.toString(),
                router,
                to,
                choice,
                new Delays(loop, shared.delayedCalls(), options.limits().delayed()),
                options,
                shared.inFlight(),
                ledger,
                shared.via(),
                chance);
    }

    private void tableChanged(Upstreams to, Balancing choice) {
        choice.tableChanged(router::knows);
        table.get().ifPresent(inForce -> to.retain(inForce::lists));
    }

    private Future<?> listenOnAll(Callers from, Certificates shown) {
        ListenOptions listen = options.listen();
        port = listen.port();
        Future<Void> listening = Future.succeededFuture();
        for (String host : listen.hosts()) {
            listening = listening.compose(previous -> listen(host, from, shown));
        }
        return listening;
    }

    private Future<Void> listen(String host, Callers from, Certificates shown) {
        NetServerOptions plain = new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(BACKLOG);
        NetServer server = vertx.createNetServer(shown.secure(plain))
                .exceptionHandler(ProxyVerticle::tellOfHandshake)
                .connectHandler(from::accept);
        return server.listen(port == 0 ? SHARED_RANDOM_PORT : port, host)
                .onSuccess(bound -> {
                    servers.add(bound);
                    shown.follow(bound);
                    port = bound.actualPort();
                })
                .<Void>mapEmpty()
                .recover(failure -> explain(host, failure));
    }

    private Future<Void> explain(String host, Throwable failure) {
        Throwable explained = new ListenAddress("proxy", host, port, CHOICE).explain(failure);
        if (explained instanceof PortTakenException) {
            return Future.failedFuture(explained);
        }
        boolean spare = options.listen().hosts().size() > 1;
        if (spare && IPV6_LOOPBACKS.contains(host)) {
            LOG.atInfo().addKeyValue("host", host).log("this machine has no such address: not listening there");
            return Future.succeededFuture();
        }
        return Future.failedFuture(explained);
    }

    /** Callers that speak no TLS, or cannot be trusted: Vert.x has closed their connections. */
    private static void tellOfHandshake(Throwable failure) {
        LOG.atDebug().addKeyValue("reason", failure).log("a caller did not agree on TLS");
    }

    private Future<Void> cut() {
        if (watch != null) {
            watch.end();
        }
        if (balancing != null) {
            balancing.close();
        }
        if (callers != null) {
            callers.cut();
        }
        if (upstreams != null) {
            upstreams.close();
        }
        if (certificates != null) {
            certificates.giveBack(vertx);
        }
        return Future.succeededFuture();
    }
}
