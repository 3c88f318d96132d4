package io.amalgam8.sidecar.health;

import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request on a connection of its own, and judges the answer by its status. Redirects are not followed,
 * certificates and host names are verified, and no proxy is used, whatever the environment says. The body is read to its
 * end, so that the application need not notice that nobody cares for it; but of one that is long only the beginning.
 */
final class HttpProbe implements Probe {

    private static final int LONGEST_BODY = 64 * 1024;

    private final HealthCheckTarget.Http target;
    private final HttpClient client;
    private @Nullable HttpConnection connection;
    private boolean ended;

    HttpProbe(Vertx vertx, HealthCheckTarget.Http target, Duration timeout) {
        this.target = target;
        this.client = vertx.httpClientBuilder()
                .with(options(target, timeout))
                .with(new PoolOptions().setHttp1MaxSize(1))
                .withConnectHandler(this::connected)
                .build();
    }

    @Override
    public Future<Void> ask(Future<Void> end) {
        ended = false;
        connection = null;
        end.onComplete(done -> hangUp());
        return client.request(request()).compose(HttpClientRequest::send).compose(this::judge);
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }

    private static HttpClientOptions options(HealthCheckTarget.Http target, Duration timeout) {
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout((int) timeout.toMillis())
                .setSslHandshakeTimeout(timeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSsl(target.isSecure())
                .setVerifyHost(true)
                .setDecompressionSupported(false);
        target.authorities()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return options;
    }

    private RequestOptions request() {
        String path = Optional.ofNullable(target.url().getRawPath()).orElse("");
        String query = Optional.ofNullable(target.url().getRawQuery())
                .map(text -> "?" + text)
                .orElse("");
        return new RequestOptions()
                .setMethod(HttpMethod.valueOf(target.method()))
                .setHost(target.host())
                .setPort(target.port())
                .setURI((path.isEmpty() ? "/" : path) + query)
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.USER_AGENT, "a8sidecar")
                .putHeader(HttpHeaders.ACCEPT, "*/*");
    }

    private Future<Void> judge(HttpClientResponse response) {
        int status = response.statusCode();
        boolean passes = target.status().map(one -> one == status).orElse(status / 100 == 2);
        if (passes) {
            return readToEnd(response).onComplete(read -> hangUp());
        }
        hangUp();
        String expected = target.status().map(one -> Integer.toString(one)).orElse("any of 200 to 299");
        String hint = status / 100 == 3 ? "; redirects are not followed" : "";
        return Future.failedFuture(
                new FailedCheckException("answered " + status + " (expected: " + expected + hint + ")"));
    }

    private static Future<Void> readToEnd(HttpClientResponse response) {
        Promise<Void> read = Promise.promise();
        int[] length = new int[1];
        response.handler(piece -> {
            length[0] += piece.length();
            if (length[0] > LONGEST_BODY) {
                read.tryComplete();
            }
        });
        response.end().onSuccess(read::tryComplete).onFailure(read::tryFail);
        return read.future();
    }

    private void connected(HttpConnection made) {
        connection = made;
        if (ended) {
            hangUp();
        }
    }

    /** Ends the connection and what is under way on it; also one that is only just being made. */
    private void hangUp() {
        ended = true;
        HttpConnection open = connection;
        if (open != null) {
            var unused = open.close();
        }
    }
}
