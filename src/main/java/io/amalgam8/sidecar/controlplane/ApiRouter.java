package io.amalgam8.sidecar.controlplane;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP that both servers share, and the one place where a failure becomes a status. The order is the original's:
 * content type, path, method, token, body, and only then the API.
 */
final class ApiRouter {

    static final long LARGEST_BODY = 8L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ApiRouter.class);
    private static final String JSON = "application/json; charset=utf-8";
    private static final int LINGER_SECONDS = 2;
    private static final String TENANT = "tenant";
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** A part of a path that would lead to another path: the rules of a service named so would be the rules of all. */
    private static final Pattern DOTS = Pattern.compile("(?i)/(\\.|%2e){1,2}(/|$)");

    private final Vertx vertx;
    private final Face face;
    private final Authentication authentication;
    private final Ticker ticker;
    private final RequestIds ids;
    private final BodyHandler body = BodyHandler.create(false).setBodyLimit(LARGEST_BODY);

    ApiRouter(Vertx vertx, Face face, AuthMode authMode, Ticker ticker) {
        this.vertx = vertx;
        this.face = face;
        this.authentication = Authentication.by(authMode);
        this.ticker = ticker;
        this.ids = new RequestIds(face, new Random());
    }

    Router of(List<Operation> operations) {
        Router router = Router.router(vertx);
        router.route().handler(this::receive);
        for (Operation operation : operations) {
            Route route = router.route(operation.method(), operation.path());
            if (!operation.isOpen()) {
                route.handler(this::authenticate);
            }
            // Behind a lambda: the body is not to be read before the caller is known, and vertx-web would insist on it.
            route.handler(context -> body.handle(context)).handler(context -> perform(operation, context));
        }
        return router.errorHandler(400, answering(Face.commonFailure(400, "Bad request")))
                .errorHandler(404, answering(Face.commonFailure(404, "Resource not found")))
                .errorHandler(405, answering(Face.commonFailure(405, "Method not allowed")))
                .errorHandler(413, this::answerTooLarge)
                .errorHandler(500, this::answerDefect);
    }

    private void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean isJson = !hasBody(request) || ContentTypes.isJson(header(request, "Content-Type"));
        // The original's controller looks at the content type before it gives the request an id.
        if (isJson || face == Face.REGISTRY) {
            String id = ids.next(header(request, ids.header()), ticker.now().wall());
            context.response().putHeader(ids.header(), id);
        }
        if (!isJson) {
            write(context, Face.commonFailure(415, "Bad Content-Type or charset, expected 'application/json'"));
            return;
        }
        boolean endsWithSlash = request.path().length() > 1 && request.path().endsWith("/");
        if (endsWithSlash || DOTS.matcher(request.path()).find()) {
            context.fail(404);
            return;
        }
        context.next();
    }

    private void authenticate(RoutingContext context) {
        Access access = authentication.check(
                header(context.request(), "Authorization"), ticker.now().wall());
        if (access instanceof Access.Granted granted) {
            context.put(TENANT, granted.tenant());
            context.next();
        } else if (access instanceof Access.Refused refused) {
            write(context, failure(refused.refusal()));
        }
    }

    /** Off the event loop: a body of megabytes takes its time to read, and so does a list of 50,000 instances to write. */
    private void perform(Operation operation, RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Call> call = call(context);
        if (call.isEmpty()) {
            context.fail(400);
            return;
        }
        boolean gzip = wantsGzip(request);
        vertx.executeBlocking(() -> encoded(answer(operation, call.get()), gzip), false)
                .onSuccess(answer -> send(context, answer))
                .onFailure(context::fail);
    }

    private Answer answer(Operation operation, Call call) {
        try {
            return operation.action().apply(call);
        } catch (RefusalException e) {
            return failure(e);
        }
    }

    private static Optional<Call> call(RoutingContext context) {
        HttpServerRequest request = context.request();
        Tenant tenant = Optional.ofNullable(context.<Tenant>get(TENANT)).orElse(Tenant.DEFAULT);
        // Without a Host header, as HTTP/1.0 allows, the address that was reached has to do.
        String authority = Optional.ofNullable(request.authority())
                .map(Object::toString)
                .orElseGet(() -> request.localAddress().toString());
        try {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8, true, 1024, true);
            return Optional.of(new Call(
                    tenant,
                    request.scheme() + "://" + authority,
                    context.pathParams(),
                    uri.parameters(),
                    Optional.ofNullable(context.body().buffer()).orElseGet(Buffer::buffer)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void write(RoutingContext context, Answer answer) {
        send(context, encoded(answer, wantsGzip(context.request())));
    }

    private static Answer encoded(Answer answer, boolean gzip) {
        return gzip ? answer.gzipped() : answer;
    }

    private void send(RoutingContext context, Answer answer) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status());
        response.putHeader("Content-Type", JSON);
        response.putHeader("Date", HTTP_DATE.format(ticker.now().wall()));
        response.putHeader("Content-Length", String.valueOf(answer.body().length()));
        if (face.compresses()) {
            response.putHeader("Vary", "Accept-Encoding");
        }
        answer.headers().forEach(response::putHeader);
        // A caller who left before the answer misses nothing that anybody could still give.
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.end().onFailure(gone -> LOG.debug("caller gone", gone));
        } else {
            response.end(answer.body()).onFailure(gone -> LOG.debug("caller gone", gone));
        }
    }

    private Handler<RoutingContext> answering(Answer answer) {
        return context -> write(context, answer);
    }

    private void answerTooLarge(RoutingContext context) {
        // The connection ends with the rest of the body; who is still sending by then has had the time to read why.
        context.response().putHeader("Connection", "close");
        vertx.timer(LINGER_SECONDS, TimeUnit.SECONDS)
                .compose(late -> context.request().connection().close())
                .onFailure(gone -> LOG.debug("caller gone", gone));
        write(context, face.failure(413, "error_body_too_large", "Request body exceeds " + LARGEST_BODY + " bytes"));
    }

    private void answerDefect(RoutingContext context) {
        LOG.atError()
                .setCause(context.failure())
                .addKeyValue("server", face.listener())
                .addKeyValue("method", context.request().method())
                .log("request failed");
        write(context, face.failure(500, "error_internal", "Internal server error"));
    }

    private Answer failure(RefusalException refusal) {
        return face.failure(refusal.status(), refusal.id(), refusal.text());
    }

    private boolean wantsGzip(HttpServerRequest request) {
        return face.compresses() && ContentTypes.acceptsGzip(header(request, "Accept-Encoding"));
    }

    private static boolean hasBody(HttpServerRequest request) {
        return !header(request, "Transfer-Encoding").isEmpty()
                || !List.of("", "0").contains(header(request, "Content-Length"));
    }

    private static String header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).orElse("");
    }
}
