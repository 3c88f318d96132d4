package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.model.InvalidValueException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the admin API answers: JSON but for the metrics, never cached, never taken for something else by a browser. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);
    private static final String JSON = "application/json; charset=utf-8";

    private Answers() {}

    static void json(RoutingContext context, int status, JsonObject body) {
        send(context, status, JSON, body.toBuffer().appendString("\n"));
    }

    static void text(RoutingContext context, String contentType, String body) {
        send(context, 200, contentType, Buffer.buffer(body));
    }

    /** JSON that is written already. */
    static void jsonBytes(RoutingContext context, byte[] body) {
        send(context, 200, JSON, Buffer.buffer(body).appendString("\n"));
    }

    static void error(RoutingContext context, int status, String reason) {
        error(context, status, reason, new JsonObject());
    }

    /** An error that says more than its reason. */
    static void error(RoutingContext context, int status, String reason, JsonObject more) {
        json(
                context,
                status,
                new JsonObject()
                        .put("error", word(status))
                        .put("reason", reason)
                        .mergeIn(more));
    }

    /** For what went wrong on the way: a malformed request is the visitor's, all else is told to the log. */
    static void failure(RoutingContext context) {
        if (context.failure() instanceof InvalidValueException invalid) {
            error(context, 400, invalid.reason());
            return;
        }
        if (context.statusCode() >= 400 && context.statusCode() < 500) {
            error(context, context.statusCode(), reason(context.statusCode()));
            return;
        }
        LOG.atError()
                .addKeyValue("path", context.request().path())
                .setCause(context.failure())
                .log("admin request failed");
        error(context, 500, "the sidecar's log says more");
    }

    private static void send(RoutingContext context, int status, String contentType, Buffer body) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())) // for HEAD, too
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body)
                .onFailure(gone -> LOG.atDebug().setCause(gone).log("visitor has gone"));
    }

    private static String reason(int status) {
        return status == 413
                ? "body: too long (expected: at most " + Paths.LONGEST_BODY + " bytes)"
                : "malformed request";
    }

    private static String word(int status) {
        return switch (status) {
            case 400 -> "bad_request";
            case 403 -> "forbidden";
            case 404 -> "not_found";
            case 405 -> "method_not_allowed";
            case 413 -> "content_too_large";
            case 415 -> "unsupported_media_type";
            case 421 -> "misdirected_request";
            case 500 -> "internal";
            case 503 -> "unavailable";
            default -> "refused";
        };
    }
}
