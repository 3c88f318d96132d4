package io.amalgam8.sidecar.admin;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Which paths there are, what may be done with each, and who answers there. */
final class Paths {

    private static final String READING = "GET, HEAD";
    private static final String CHANGING = "POST";
    static final int LONGEST_BODY = 64 * 1024;
    private static final String JSON = "application/json";

    private final Router router;
    private final JsonArray read = new JsonArray();
    private final JsonArray changed = new JsonArray();

    Paths(Vertx vertx) {
        router = Router.router(vertx);
        router.route().handler(Visitor::check);
        router.route().handler(new FrontPage(vertx)::serve);
        router.route().failureHandler(Answers::failure);
    }

    /** One that changes nothing. */
    Paths reading(String path, Handler<RoutingContext> handler) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
        router.route(path).handler(context -> refuseMethod(context, READING));
        read.add(path);
        return this;
    }

    /** One that changes something: a body is JSON, or there is none. */
    Paths changing(String path, Handler<RoutingContext> handler) {
        // A route of its own: within one, a body's handler would have to come first.
        router.post(path).handler(Paths::refuseForms);
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY))
                .handler(handler);
        router.route(path).handler(context -> refuseMethod(context, CHANGING));
        changed.add("POST " + path);
        return this;
    }

    /** All of them, for whoever is lost. */
    JsonObject index() {
        return new JsonObject().put("endpoints", read.copy()).put("changes", changed.copy());
    }

    /** With these paths and no others. */
    Router router() {
        router.route().handler(context -> Answers.error(context, 404, "no such path", index()));
        return router;
    }

    private static void refuseMethod(RoutingContext context, String allowed) {
        context.response().putHeader(HttpHeaders.ALLOW, allowed);
        String expected = allowed.replace(", ", " or ");
        Answers.error(context, 405, "method: " + context.request().method() + " (expected: " + expected + ")");
    }

    /** What a form on any page can send without being asked whether it may. */
    private static void refuseForms(RoutingContext context) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        boolean hasLength = !"0".equals(context.request().headers().get(HttpHeaders.CONTENT_LENGTH))
                && context.request().headers().contains(HttpHeaders.CONTENT_LENGTH);
        boolean hasBody = hasLength || context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING);
        boolean isJson = type != null && isJson(type);
        if (type == null ? hasBody : !isJson) {
            Answers.error(context, 415, "Content-Type: not " + JSON + " (expected: " + JSON + ", or no body)");
            return;
        }
        context.next();
    }

    private static boolean isJson(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().equalsIgnoreCase(JSON);
    }
}
