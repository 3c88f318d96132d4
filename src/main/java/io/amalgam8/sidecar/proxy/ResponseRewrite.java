package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.HopByHop;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Response;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The answer's head as the caller gets it, an instance's or our own. */
final class ResponseRewrite {

    private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final int LONGEST_DETAILS = 200;

    private ResponseRewrite() {}

    /** Changes an instance's head in place. */
    static Response ofInstance(Response response, Tally tally, Optional<String> versionCookie) {
        Fields fields = response.fields();
        String protocol = response.switchesProtocols() ? fields.text(Names.UPGRADE) : "";
        HopByHop.remove(fields);
        if (!protocol.isEmpty()) {
            fields.set(Names.CONNECTION, "upgrade").set(Names.UPGRADE, protocol);
        }
        if (!fields.has(Names.REQUEST_ID)) {
            fields.set(Names.REQUEST_ID, tally.requestId());
        }
        versionCookie.ifPresent(cookie -> fields.add(Names.SET_COOKIE, cookie));
        return response;
    }

    /** The head of our own answer with that body. */
    static Response ofProxy(OwnAnswer answer, Tally tally, byte[] body) {
        Kind kind = answer.kind();
        Fields fields = Fields.empty().set(Names.REQUEST_ID, tally.requestId());
        if (!Response.isBodiless(answer.status())) {
            fields.set(Names.CONTENT_LENGTH, Integer.toString(body.length));
        }
        if (body.length > 0) {
            fields.set(Names.CONTENT_TYPE, "application/json");
        }
        if (!kind.error().isEmpty()) {
            fields.set(
                    Names.PROXY_STATUS,
                    "a8sidecar; error=" + kind.error() + "; details=\"" + quotable(answer.reason()) + "\"");
        }
        if (tally.isGrpc()) {
            Grpc.answer(fields, answer);
        }
        if (kind.isPassing()) {
            fields.set(Names.RETRY_AFTER, "1");
        }
        if (kind == Kind.OVERLOADED) {
            fields.set(Names.OVERLOADED, "true");
        }
        if (kind == Kind.METHOD_NOT_ALLOWED || kind == Kind.OPTIONS) {
            fields.set(Names.ALLOW, ALLOWED);
        }
        if (kind == Kind.INJECTED) {
            fields.set(Names.FAULT, "abort");
        }
        return new Response(tally.isGrpc() ? 200 : answer.status(), "", fields);
    }

    /** The body of our own answer: {@code {error, reason, service, rule, request_id}}. */
    static byte[] body(OwnAnswer answer, Tally tally) {
        boolean nothingToSay = answer.kind().error().isEmpty() && answer.status() == 200;
        if (nothingToSay || Response.isBodiless(answer.status()) || tally.isGrpc()) {
            return new byte[0];
        }
        JsonObject body = new JsonObject()
                .put("error", answer.kind().error())
                .put("reason", answer.reason())
                .put("service", tally.service())
                .put("rule", answer.rule().orElse(tally.rule()))
                .put("request_id", tally.requestId());
        // The line's end is for people at a terminal.
        return (body.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** What may stand in a structured field's string (RFC 8941, 3.3.3). */
    private static String quotable(String text) {
        StringBuilder quotable = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(text.length(), LONGEST_DETAILS); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quotable.append('\\');
            }
            quotable.append(c < ' ' || c > '~' ? '?' : c);
        }
        return quotable.toString();
    }
}
