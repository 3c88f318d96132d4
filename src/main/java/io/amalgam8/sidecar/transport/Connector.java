package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** Opens connections to instances, on its own event loop. Names are resolved by Vert.x, without blocking. */
public final class Connector {

    private final ContextInternal context;
    private final NetClient client;
    private final Supplier<ClientSSLOptions> tls;

    /**
     * Connects by that client.
     *
     * @param tls how to speak TLS, asked for each connection
     */
    public Connector(ContextInternal context, NetClient client, Supplier<ClientSSLOptions> tls) {
        this.context = context;
        this.client = client;
        this.tls = tls;
    }

    /** A new connection; fails with an {@link OwnAnswer} that is a connect failure. */
    public Future<UpstreamConnection> open(Endpoint endpoint, ConnectLimit limit, UpstreamConnection.Home home) {
        return open(endpoint, limit, socket -> UpstreamConnection.over(socket, home));
    }

    /** The same for any protocol, which is put on the socket before anything was read from it. */
    <T> Future<T> open(Endpoint endpoint, ConnectLimit limit, Function<NetSocket, T> over) {
        ConnectOptions options = new ConnectOptions()
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setTimeout((int) Math.max(1, limit.tcpFromNow().toMillis()));
        if (endpoint.type() == EndpointType.HTTPS) {
            options.setSsl(true).setSslOptions(tlsTowards(endpoint, limit));
            if (endpoint.hasHostName()) {
                options.setSniServerName(endpoint.host());
            }
        }
        Promise<T> opened = Promise.promise();
        // The client's own limit is for each step by itself: what is left for the call is for all of them together.
        ScheduledFuture<?> timer = context.nettyEventLoop()
                .schedule(
                        () -> opened.tryFail(late(endpoint, limit)),
                        limit.wholeFromNow().toNanos(),
                        TimeUnit.NANOSECONDS);
        // Handlers of our own run outside of any context, and a client that finds none would take another event loop.
        context.dispatch(v -> client.connect(options).onComplete(connected -> {
            timer.cancel(false);
            complete(opened, connected, over, failure -> explain(endpoint, limit, failure));
        }));
        return opened.future();
    }

    private static <T> void complete(
            Promise<T> opened,
            AsyncResult<NetSocket> connected,
            Function<NetSocket, T> over,
            Function<Throwable, OwnAnswer> explain) {
        if (connected.failed()) {
            opened.tryFail(explain.apply(connected.cause()));
            return;
        }
        if (opened.future().isComplete()) {
            // Nobody waits for it any more.
            connected.result().close().onFailure(Mishap::tell);
            return;
        }
        Future.succeededFuture(connected.result())
                .map(over)
                .onComplete(opened::complete, failure -> opened.fail(explain.apply(failure)));
    }

    /** It takes too long, as one of them says. */
    static OwnAnswer late(Endpoint endpoint, ConnectLimit limit) {
        Kind kind = limit.isOver() ? Kind.OUT_OF_TIME_CONNECTING : Kind.CONNECTION_TIMEOUT;
        return OwnAnswer.of(kind, endpoint.authority() + " did not accept in time");
    }

    /** The limit is that of the moment: it may have been changed since the certificates were read. */
    private ClientSSLOptions tlsTowards(Endpoint endpoint, ConnectLimit limit) {
        ClientSSLOptions options = tls.get()
                .copy()
                .setSslHandshakeTimeout(Math.max(1, limit.tcpFromNow().toMillis()))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        return endpoint.protocol() == Protocol.HTTP_2
                ? options.setUseAlpn(true).setApplicationLayerProtocols(List.of("h2"))
                : options;
    }

    private static OwnAnswer explain(Endpoint endpoint, ConnectLimit limit, Throwable failure) {
        if (failure instanceof ConnectTimeoutException || failure.getCause() instanceof SslHandshakeTimeoutException) {
            return late(endpoint, limit);
        }
        if (failure instanceof UnknownHostException) {
            return OwnAnswer.of(Kind.NAME_UNKNOWN, endpoint.host() + " cannot be resolved");
        }
        if (failure instanceof SSLException) {
            return OwnAnswer.of(Kind.TLS_FAILED, endpoint.authority() + " cannot be trusted or does not speak TLS");
        }
        return OwnAnswer.of(Kind.CONNECTION_REFUSED, endpoint.authority() + " refused the connection");
    }
}
