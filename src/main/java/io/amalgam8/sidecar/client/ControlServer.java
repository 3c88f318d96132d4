package io.amalgam8.sidecar.client;

import io.amalgam8.sidecar.client.ControlPlaneException.Kind;
import io.amalgam8.sidecar.config.Authority;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.wire.Documents;
import io.amalgam8.sidecar.words.Reason;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server of the control plane, and how it is called: with its token, within limits of time and size, following no
 * redirect, since the token would go along. Certificates are verified.
 */
final class ControlServer {

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
    /** Shorter than what servers keep, so that few calls meet a connection that is just being closed. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final String JSON = "application/json";

    private final Vertx vertx;
    private final String name;
    private final URI url;
    private final Authority authority;
    private final Duration callLimit;
    private Token configured;
    private volatile BearerToken token;
    private final Lines lines;

    private ControlServer(Vertx vertx, String name, ServerOptions options, Duration callLimit) {
        this.vertx = vertx;
        this.name = name;
        this.url = options.url();
        this.authority = options.authority();
        this.callLimit = callLimit;
        this.configured = options.token();
        this.token = BearerToken.of(vertx, configured);
        this.lines = new Lines(
                vertx,
                new WebClientOptions()
                        .setUserAgent("a8sidecar")
                        .setFollowRedirects(false)
                        .setSsl("https".equalsIgnoreCase(url.getScheme()))
                        .setVerifyHost(true)
                        .setConnectTimeout((int) CONNECT_LIMIT.toMillis())
                        .setKeepAliveTimeout((int) IDLE.toSeconds())
                        .setDecompressionSupported(false));
    }

    /** A server by the name that messages give it. */
    static ControlServer of(Vertx vertx, String name, ServerOptions options) {
        return new ControlServer(vertx, name, options, CALL_LIMIT);
    }

    static ControlServer of(Vertx vertx, String name, ServerOptions options, Duration callLimit) {
        return new ControlServer(vertx, name, options, callLimit);
    }

    /** Makes a call without a body; the answer is one of success, or a {@link ControlPlaneException}. */
    Future<Body> call(HttpMethod method, String path) {
        return call(method, path, Optional.empty());
    }

    /** Makes a call with a JSON document. */
    Future<Body> call(HttpMethod method, String path, Buffer document) {
        return call(method, path, Optional.of(document));
    }

    /** Shows that token from the next call on. */
    void token(Token next) {
        if (next.equals(configured)) {
            return;
        }
        BearerToken last = token;
        configured = next;
        token = BearerToken.of(vertx, next);
        last.close()
                .onFailure(failure ->
                        LOG.atWarn().addKeyValue("reason", failure).log("the old token's file is still looked at"));
    }

    Future<Void> close() {
        return token.close().eventually(lines::close);
    }

    /** What to say of an answer that came well and cannot be used. */
    ControlPlaneException unreadable(String reason) {
        return failure(Kind.UNREADABLE, reason);
    }

    /** Completes on the caller's context, whichever threads the token, the connection and the limit have run on. */
    private Future<Body> call(HttpMethod method, String path, Optional<Buffer> document) {
        Context caller = vertx.getOrCreateContext();
        Promise<Body> answer = Promise.promise();
        limited(method, path, document).onComplete(ended -> caller.runOnContext(here -> answer.handle(ended)));
        return answer.future();
    }

    private Future<Body> limited(HttpMethod method, String path, Optional<Buffer> document) {
        return lines.use(line -> send(line, method, path, document), callLimit)
                .compose(this::accepted)
                .recover(failed -> Future.failedFuture(failed instanceof Error ours ? ours : describe(failed)));
    }

    private Future<HttpResponse<Body>> send(WebClient line, HttpMethod method, String path, Optional<Buffer> document) {
        return token.current().compose(secret -> {
            HttpRequest<Body> request =
                    line.request(method, options(path, secret)).as(Body.codec());
            return document.map(json -> request.putHeader("Content-Type", JSON).sendBuffer(json))
                    .orElseGet(request::send);
        });
    }

    private RequestOptions options(String path, Optional<Secret> secret) {
        RequestOptions options = new RequestOptions()
                .setHost(authority.host())
                .setPort(port())
                .setURI(Optional.ofNullable(url.getRawPath()).orElse("") + path)
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.ACCEPT, JSON);
        secret.ifPresent(shown -> options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + checked(shown)));
        return options;
    }

    private Future<Body> accepted(HttpResponse<Body> response) {
        return response.statusCode() / 100 == 2
                ? Future.succeededFuture(response.body())
                : Future.failedFuture(refusal(response.statusCode(), peace(response)));
    }

    private static Duration peace(HttpResponse<Body> response) {
        return RetryAfter.read(
                Optional.ofNullable(response.getHeader(HttpHeaders.RETRY_AFTER.toString())),
                Optional.ofNullable(response.getHeader(HttpHeaders.DATE.toString())));
    }

    private ControlPlaneException refusal(int status, Duration least) {
        return switch (status) {
            case 401, 403 -> failure(Kind.REFUSED, "token refused (" + status + ")");
            case 404, 410 -> failure(Kind.GONE, "answered " + status);
            case 301, 302, 303, 307, 308 ->
                failure(Kind.FAILED, "answered " + status + " (expected: 200; redirects are not followed)");
            default ->
                new ControlPlaneException(
                        Kind.FAILED, named("answered " + status + " (expected: 200)" + untilWhen(least)), least);
        };
    }

    private static String untilWhen(Duration least) {
        return least.isZero()
                ? ""
                : "; wants to be left in peace until "
                        + Instant.now().plus(least).truncatedTo(ChronoUnit.SECONDS);
    }

    private ControlPlaneException describe(Throwable failed) {
        if (failed instanceof ControlPlaneException known) {
            return known;
        }
        if (failed instanceof Body.TooLongException) {
            return failure(Kind.UNREADABLE, "answer is too long (expected: at most " + Documents.limit() + ")");
        }
        if (failed instanceof TimeoutException || failed instanceof ConnectTimeoutException) {
            return failure(Kind.TIMED_OUT, "no answer in time");
        }
        return failure(Kind.UNREACHABLE, "cannot be reached: " + Reason.of(failed));
    }

    private ControlPlaneException failure(Kind kind, String what) {
        return new ControlPlaneException(kind, named(what));
    }

    private String named(String what) {
        return name + " " + shownUrl() + ": " + what;
    }

    /** Without user and password. */
    private String shownUrl() {
        return url.getScheme() + "://" + authority
                + Optional.ofNullable(url.getRawPath()).orElse("");
    }

    private int port() {
        return authority.port().orElse("https".equalsIgnoreCase(url.getScheme()) ? 443 : 80);
    }

    private String checked(Secret secret) {
        if (!secret.value().chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw failure(Kind.REFUSED, "token cannot be sent (expected: visible ASCII)");
        }
        return secret.value();
    }
}
