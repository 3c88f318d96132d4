package io.amalgam8.sidecar.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, kept alive from call to call, for one call at a time. A {@link WebClient} knows no way to
 * give up an answer that it is reading; but with a connection for each call under way, hanging up ends just that call.
 */
final class Line {

    private final HttpClient http;
    private final WebClient web;
    private volatile @Nullable HttpConnection connection;
    private volatile boolean hungUp;

    private Line(Vertx vertx, WebClientOptions options) {
        this.http = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(1))
                .withConnectHandler(this::connected)
                .build();
        this.web = WebClient.wrap(http, options);
    }

    static Line to(Vertx vertx, WebClientOptions options) {
        return new Line(vertx, options);
    }

    /** What the next call is made with. */
    WebClient pickUp() {
        hungUp = false;
        return web;
    }

    /** Ends the connection, and the call on it; also one that is only just being made. */
    void hangUp() {
        hungUp = true;
        HttpConnection open = connection;
        if (open != null) {
            open.close();
        }
    }

    /** Ends what is under way, with a failure; no call can be made afterwards. */
    Future<Void> close() {
        return http.close();
    }

    private void connected(HttpConnection made) {
        connection = made;
        if (hungUp) {
            made.close();
        }
    }
}
