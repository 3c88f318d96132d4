package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.CallQuestion;
import io.amalgam8.sidecar.bus.CallQuestion.Header;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code GET /explain?method=GET&path=/reviews/x&header=Cookie:+user%3Djason}: where a call would go, and why. The method
 * is GET unless said otherwise; {@code header} may be there many times.
 */
final class ExplainHandler {

    private static final int MOST_HEADERS = 200;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final Vertx vertx;
    private final OffLoop offLoop;

    ExplainHandler(Vertx vertx, OffLoop offLoop) {
        this.vertx = vertx;
        this.offLoop = offLoop;
    }

    void explain(RoutingContext context) {
        CallQuestion question = question(context.queryParams());
        Topics.EXPLAIN
                .ask(vertx, question)
                .onSuccess(explanation -> offLoop.answer(
                        context,
                        () -> ExplanationDocument.write(question, explanation)
                                .toString()
                                .getBytes(StandardCharsets.UTF_8)))
                .onFailure(failure -> refuse(context, failure));
    }

    private static CallQuestion question(MultiMap query) {
        String method = query.contains("method") ? query.get("method") : "GET";
        if (!TOKEN.matcher(method).matches()) {
            throw InvalidValueException.of("method", method, "such as GET");
        }
        if (!query.contains("path")) {
            throw InvalidValueException.saying("path: missing (expected: such as /reviews/x)");
        }
        List<String> headers = query.getAll("header");
        if (headers.size() > MOST_HEADERS) {
            throw InvalidValueException.of("header", headers.size() + " of them", "at most " + MOST_HEADERS);
        }
        return new CallQuestion(
                method,
                query.get("path"),
                headers.stream().map(ExplainHandler::header).toList());
    }

    /** Without the value in the error: it may be a secret. */
    private static Header header(String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).strip();
        if (!TOKEN.matcher(name).matches()) {
            throw InvalidValueException.saying("header: malformed (expected: Name: value)");
        }
        return new Header(name, line.substring(colon + 1).strip());
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        if (failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
            Answers.error(context, 503, "no calls are routed here, or not yet");
            return;
        }
        context.fail(failure);
    }
}
