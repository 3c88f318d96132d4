package io.amalgam8.sidecar.tracing;

import io.amalgam8.sidecar.accesslog.AccessLogEntry;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.transport.Caller;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.amalgam8.sidecar.transport.Request;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Locale;

/** The spans of one call. Whether they are recorded is the sampler's matter; their ids go on in any case. */
final class TracedCall implements CallTrace {

    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("a8.service");
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("a8.version");
    private static final AttributeKey<String> RULE = AttributeKey.stringKey("a8.rule");
    private static final AttributeKey<String> FLAGS = AttributeKey.stringKey("a8.flags");
    private static final AttributeKey<String> FAULT = AttributeKey.stringKey("a8.fault");

    private static final int LOWEST_ERROR_OF_SERVERS = 500;
    private static final int LOWEST_ERROR_OF_CLIENTS = 400;

    private final Tracer tracer;
    private final Dialect dialect;
    private final String name;
    private final Context call;
    private final Span span;
    private Span attempt = Span.getInvalid();
    private boolean routed = true;

    private TracedCall(Tracer tracer, Dialect dialect, String name, Context parent) {
        this.tracer = tracer;
        this.dialect = dialect;
        this.name = name;
        this.span = tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        this.call = parent.with(span);
    }

    static CallTrace begin(Tracer tracer, Request request, Caller caller) {
        if (Dialect.isDeclined(request.fields())) {
            return NONE;
        }
        Dialect dialect = Dialect.of(request.fields());
        TracedCall begun =
                new TracedCall(tracer, dialect, HttpAttributes.name(request), dialect.read(request.fields()));
        if (begun.span.isRecording()) {
            HttpAttributes.describe(begun.span, request, caller);
        }
        return begun;
    }

    @Override
    public String id(Request request) {
        return span.getSpanContext().getTraceId();
    }

    @Override
    public void trying(Endpoint instance, String method, String target, int number) {
        attempt = tracer.spanBuilder(name)
                .setParent(call)
                .setSpanKind(SpanKind.CLIENT)
                .startSpan();
        if (attempt.isRecording()) {
            HttpAttributes.describe(attempt, instance, method, target, number);
        }
    }

    @Override
    public void sending(Fields outgoing) {
        dialect.write(call.with(attempt), outgoing);
    }

    @Override
    public void answered(int status) {
        if (attempt.isRecording()) {
            attempt.setAttribute(HttpAttributes.STATUS, (long) status);
            if (status >= LOWEST_ERROR_OF_CLIENTS) {
                fail(attempt, Integer.toString(status));
            }
        }
    }

    @Override
    public void tryFailed(Kind kind) {
        if (attempt.isRecording()) {
            fail(attempt, word(kind));
        }
    }

    @Override
    public void tryEnded() {
        attempt.end();
    }

    @Override
    public void failed(Kind kind, boolean answerBegun) {
        routed = kind != Kind.UNKNOWN_SERVICE;
        if (span.isRecording() && isOurs(kind) && (answerBegun || kind == Kind.INTERNAL)) {
            fail(span, word(kind));
        }
    }

    @Override
    public void ended(AccessLogEntry entry) {
        if (span.isRecording()) {
            describe(entry);
        }
        span.end();
    }

    private void describe(AccessLogEntry entry) {
        span.setAttribute(HttpAttributes.STATUS, (long) entry.status());
        if (entry.status() >= LOWEST_ERROR_OF_SERVERS) {
            fail(span, Integer.toString(entry.status()));
        }
        if (routed && !entry.destination().isEmpty()) {
            String route = "/" + entry.destination() + "/*";
            span.setAttribute(HttpAttributes.ROUTE, route);
            span.updateName(name + " " + route);
        }
        note(SERVICE, entry.destination());
        note(VERSION, entry.destinationTags());
        note(RULE, entry.rule());
        note(FLAGS, entry.flags());
        note(FAULT, entry.fault());
    }

    private void note(AttributeKey<String> key, String value) {
        if (!value.isEmpty()) {
            span.setAttribute(key, value);
        }
    }

    private static void fail(Span span, String type) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute(HttpAttributes.ERROR_TYPE, type);
    }

    /** A caller's leaving is nobody's error here. */
    private static boolean isOurs(Kind kind) {
        return kind != Kind.CALLER_GONE;
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
