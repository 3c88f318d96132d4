package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.config.ListenAddress;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where the admin API listens: at the address of the options, and where that is another machine's to call, at
 * {@code 127.0.0.1} with the same port, too, since most of it is answered there alone.
 */
final class Doors {

    private static final String LOOPBACK = "127.0.0.1";
    private static final ListenAddress.Choice CHOICE =
            new ListenAddress.Choice("--admin_port or A8_ADMIN_PORT", "--admin_host or A8_ADMIN_HOST");
    private static final int IDLE_SECONDS = 60;

    /** A call that is to be explained stands in the query, its cookies included. */
    private static final int LONGEST_LINE = 64 * 1024;

    private final Vertx vertx;
    private final AdminOptions options;
    private final List<HttpServer> servers = new ArrayList<>(2);
    private final OpenConnections connections = new OpenConnections();

    Doors(Vertx vertx, AdminOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /** Fails with what {@link ListenAddress#explain} says when it cannot listen there; then nothing stays open. */
    Future<?> open(Handler<HttpServerRequest> requests) {
        return vertx.executeBlocking(this::isReachedFromHere)
                .compose(reached -> listen(options.host(), options.port(), requests)
                        .compose(port -> reached ? Future.succeededFuture(port) : listen(LOOPBACK, port, requests)))
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    /** The port in use; 0 before there is one. */
    int port() {
        return servers.isEmpty() ? 0 : servers.get(0).actualPort();
    }

    Future<?> close() {
        return Future.join(servers.stream().map(HttpServer::close).toList());
    }

    /** Looks the host up, which may block. One that cannot be is told of when it is bound. */
    private boolean isReachedFromHere() {
        try {
            InetAddress address = InetAddress.getByName(options.host());
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }

    private Future<Integer> listen(String host, int port, Handler<HttpServerRequest> requests) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
        return connections
                .watch(server)
                .requestHandler(request -> {
                    connections.asked(request);
                    requests.handle(request);
                })
                .listen()
                .onSuccess(servers::add)
                .map(HttpServer::actualPort)
                .recover(cause -> Future.failedFuture(new ListenAddress("admin", host, port, CHOICE).explain(cause)));
    }
}
