package io.amalgam8.sidecar.proxy;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.HopByHop;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Response;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The answer's head as the caller gets it, an instance's or our own. */
final class ResponseRewrite {

    private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final int USUAL_LENGTH = 256;
    private static final AsciiString JSON = AsciiString.cached("application/json");
    private static final AsciiString ONE_SECOND = AsciiString.cached("1");
    private static final AsciiString TRUE = AsciiString.cached("true");

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
            fields.setPlain(Names.CONTENT_LENGTH, AsciiString.of(Integer.toString(body.length)));
        }
        if (body.length > 0) {
            fields.setPlain(Names.CONTENT_TYPE, JSON);
        }
        if (!kind.error().isEmpty()) {
            fields.setPlain(Names.PROXY_STATUS, answer.proxyStatus());
        }
        if (tally.isGrpc()) {
            Grpc.answer(fields, answer);
        }
        if (kind.isPassing()) {
            fields.setPlain(Names.RETRY_AFTER, ONE_SECOND);
        }
        if (kind == Kind.OVERLOADED) {
            fields.setPlain(Names.OVERLOADED, TRUE);
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
        StringBuilder body = new StringBuilder(USUAL_LENGTH).append('{');
        member(body, "error", answer.kind().error());
        member(body.append(','), "reason", answer.reason());
        member(body.append(','), "service", tally.service());
        member(body.append(','), "rule", answer.rule().orElse(tally.rule()));
        member(body.append(','), "request_id", tally.requestId());
        // The line's end is for people at a terminal.
        return body.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A refusal must be cheap, above all: a tree of objects made for it would cost half of its answer. */
    private static void member(StringBuilder body, String key, String value) {
        body.append('"').append(key).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, body);
        body.append('"');
    }
}
