package io.amalgam8.sidecar.tcp;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.ListenAddress;
import io.amalgam8.sidecar.config.PortTakenException;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.TcpProxyOptions;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries connections to instances. Deploy one for each event loop: they share the listening sockets. */
public final class TcpProxyVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(TcpProxyVerticle.class);
    private static final ListenAddress.Choice CHOICE =
            new ListenAddress.Choice("--tcp_proxies or A8_TCP_PROXIES", "--proxy_host or A8_PROXY_HOST");
    private static final int BACKLOG = 1_024;
    /** By Vert.x's convention a random port that all instances share; -1 is the proxy's own. */
    private static final int FIRST_SHARED_RANDOM_PORT = -2;
    /** Machines without IPv6 are served on the other loopback. */
    private static final Set<String> IPV6_LOOPBACKS = Set.of("::1", "0:0:0:0:0:0:0:1");
    /** What is cut when the time is up is cut by us, and only then left to Vert.x. */
    private static final Duration CUT = Duration.ofSeconds(1);

    private ProxyingOptions options;
    private final Function<String, List<Instance>> instances;
    private final Duration drain;
    private final List<NetServer> servers = new ArrayList<>();
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final Set<Bridge> open = new HashSet<>();
    private final Dialer.Chance chance = new SplittableRandom()::nextInt;

    /**
     * The TCP proxies of one event loop.
     *
     * @param table the table in force, asked for each connection
     * @param drain how long connections may go on when it is stopped
     */
    public TcpProxyVerticle(ProxyingOptions options, Supplier<RoutingTable> table, Duration drain) {
        this(options, service -> table.get().services().getOrDefault(service, List.of()), drain);
    }

    TcpProxyVerticle(ProxyingOptions options, Function<String, List<Instance>> instances, Duration drain) {
        this.options = options;
        this.instances = instances;
        this.drain = drain;
    }

    /** The ports that it listens on, in the order of the options; empty until it is deployed. */
    public List<Integer> ports() {
        return List.copyOf(ports);
    }

    @Override
    public Future<?> start() {
        NetClient client =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setTcpKeepAlive(true));
        Load load = Load.shared(vertx);
        Topics.CONFIGURATION.subscribe(vertx, next -> next.proxying().ifPresent(renewed -> options = renewed));
        Supplier<Dialer> dialer = () -> new Dialer(
                client, load, options.timeouts().connect(), options.limits().connections(), chance);
        Future<Void> listening = Future.succeededFuture();
        for (TcpProxyOptions proxy : options.tcpProxies()) {
            listening = listening.compose(previous -> listenOnAll(proxy, dialer, load));
        }
        return listening;
    }

    /** Ends when no connection is open any more, or when the time for it is up. */
    @Override
    public Future<?> stop() {
        long cut = vertx.setTimer(
                Math.max(1, drain.toMillis()), passed -> List.copyOf(open).forEach(Bridge::reset));
        List<Future<Void>> closed = new ArrayList<>();
        for (NetServer server : servers) {
            closed.add(server.shutdown(drain.plus(CUT).toMillis(), TimeUnit.MILLISECONDS));
        }
        return Future.join(closed).onComplete(ended -> vertx.cancelTimer(cut));
    }

    private Future<Void> listenOnAll(TcpProxyOptions proxy, Supplier<Dialer> dialer, Load load) {
        int index = ports.size();
        ports.add(proxy.port());
        Future<Void> listening = Future.succeededFuture();
        for (String host : options.listen().hosts()) {
            listening = listening.compose(previous -> listen(host, index, socket -> {
                if (load.enter(options.limits().callers())) {
                    carry(socket, proxy.service(), dialer.get(), load);
                    return;
                }
                LOG.atDebug().addKeyValue("service", proxy.service()).log("too many connections: one was refused");
                Half.of(socket).reset();
            }));
        }
        return listening;
    }

    private Future<Void> listen(String host, int index, Handler<NetSocket> accept) {
        int port = ports.get(index);
        NetServer server = vertx.createNetServer(new NetServerOptions()
                        .setTcpNoDelay(true)
                        .setTcpKeepAlive(true)
                        .setAcceptBacklog(BACKLOG))
                .connectHandler(accept);
        return server.listen(port == 0 ? FIRST_SHARED_RANDOM_PORT - index : port, host)
                .onSuccess(bound -> {
                    servers.add(bound);
                    ports.set(index, bound.actualPort());
                })
                .<Void>mapEmpty()
                .recover(failure -> explain(host, port, failure));
    }

    private void carry(NetSocket socket, String service, Dialer dialer, Load load) {
        Half caller = Half.of(socket);
        Bridge bridge = new Bridge(service, caller);
        open.add(bridge);
        bridge.ended().onComplete(ended -> {
            open.remove(bridge);
            load.leave();
        });
        dialer.dial(instances.apply(service), bridge::isOpen)
                .onSuccess(bridge::join)
                .onFailure(bridge::refuse);
    }

    private Future<Void> explain(String host, int port, Throwable failure) {
        Throwable explained = new ListenAddress("tcp", host, port, CHOICE).explain(failure);
        if (explained instanceof PortTakenException) {
            return Future.failedFuture(explained);
        }
        boolean spare = options.listen().hosts().size() > 1;
        return spare && IPV6_LOOPBACKS.contains(host) ? Future.succeededFuture() : Future.failedFuture(explained);
    }
}
