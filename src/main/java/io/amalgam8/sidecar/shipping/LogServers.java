package io.amalgam8.sidecar.shipping;

import io.amalgam8.sidecar.config.LogstashTlsOptions;
import io.amalgam8.sidecar.config.ShippingOptions;
import io.amalgam8.sidecar.metrics.ShippingMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.poll.Timers;
import io.amalgam8.sidecar.shipping.LumberjackConnection.Patience;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The log servers, of which one is connected at a time: the next one when it fails. Belongs to one event loop. */
final class LogServers {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration CONNECT_AND_GREET_LIMIT = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final List<Endpoint> servers;
    private final Optional<LogstashTlsOptions> tls;
    private final Patience patience;
    private final ShippingMeters meters;
    private final NetClient client;
    private int current;
    private Optional<LumberjackConnection> connection = Optional.empty();

    LogServers(Vertx vertx, ShippingOptions options, Patience patience, ShippingMeters meters) {
        this.vertx = vertx;
        this.servers = options.servers().stream()
                .map(server -> Endpoint.parse(EndpointType.TCP, server))
                .toList();
        this.tls = options.tls();
        this.patience = patience;
        this.meters = meters;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int) CONNECT_LIMIT.toMillis())
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true));
    }

    /** The one that lines go to, or will. */
    String name() {
        return servers.get(current).authority();
    }

    int count() {
        return servers.size();
    }

    /** The connection that stands, or a new one; fails when the server whose turn it is cannot be reached. */
    Future<LumberjackConnection> connection() {
        if (connection.filter(LumberjackConnection::isOpen).isPresent()) {
            return Future.succeededFuture(connection.get());
        }
        return connect(servers.get(current)).map(fresh -> {
            connection = Optional.of(fresh);
            meters.connected(true);
            fresh.ended().onComplete(over -> meters.connected(false));
            return fresh;
        });
    }

    /** Leaves the server, since it failed: it is the next one's turn. */
    void leave() {
        close();
        current = (current + 1) % servers.size();
    }

    /** Ends the connection that stands. */
    void close() {
        connection.ifPresent(LumberjackConnection::close);
        connection = Optional.empty();
    }

    private Future<LumberjackConnection> connect(Endpoint server) {
        ConnectOptions options = new ConnectOptions().setHost(server.host()).setPort(server.port());
        Future<LumberjackConnection> connecting = secure(options)
                .compose(client::connect)
                .map(socket -> LumberjackConnection.of(socket, Timers.of(vertx), patience, System::nanoTime));
        return Timers.of(vertx)
                .within(CONNECT_AND_GREET_LIMIT, connecting)
                .onFailure(late -> connecting.onSuccess(LumberjackConnection::close));
    }

    /** The authorities are read for each connection, so that a new file needs no restart. */
    private Future<ConnectOptions> secure(ConnectOptions options) {
        if (tls.isEmpty()) {
            return Future.succeededFuture(options);
        }
        ClientSSLOptions ssl = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
        options.setSsl(true).setSslOptions(ssl);
        return tls.get()
                .authorities()
                .map(file -> vertx.fileSystem().readFile(file.toString()).map(content -> {
                    ssl.setTrustOptions(new PemTrustOptions().addCertValue(content));
                    return options;
                }))
                .orElse(Future.succeededFuture(options));
    }
}
