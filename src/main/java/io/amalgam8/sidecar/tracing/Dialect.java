package io.amalgam8.sidecar.tracing;

import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Names;
import io.netty.util.AsciiString;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;

/**
 * How a caller tells of its trace: by W3C Trace Context alone, or also by B3, in one field or in several. An instance
 * is told by W3C Trace Context, and in its caller's dialect.
 */
enum Dialect {
    W3C(TextMapPropagator.noop()),
    B3(B3Propagator.injectingSingleHeader()),
    B3_MULTI(B3Propagator.injectingMultiHeaders());

    private static final TextMapPropagator TRACE_CONTEXT = W3CTraceContextPropagator.getInstance();

    @SuppressWarnings("ImmutableEnumChecker") // None of the library's propagators can be changed.
    private final TextMapPropagator more;

    Dialect(TextMapPropagator more) {
        this.more = more;
    }

    static Dialect of(Fields fields) {
        if (fields.has(Names.B3)) {
            return B3;
        }
        return fields.has(Names.B3_TRACE_ID) ? B3_MULTI : W3C;
    }

    /** What the request says of its parent; nothing where it says none, or says it wrongly. */
    Context read(Fields fields) {
        Context parent = TRACE_CONTEXT.extract(Context.root(), fields, FieldsCarrier.READER);
        return isKnown(parent) ? parent : more.extract(Context.root(), fields, FieldsCarrier.READER);
    }

    /** Whether the caller asks for no trace at all, by a word in place of a trace. */
    static boolean isDeclined(Fields fields) {
        boolean declined = is(fields, Names.B3, "0") || is(fields, Names.B3_SAMPLED, "0");
        return declined && !fields.has(Names.B3_TRACE_ID) && !fields.has(Names.TRACEPARENT);
    }

    /** Makes that span the parent, in place of what the request said. */
    void write(Context span, Fields fields) {
        fields.remove(Names.TRACESTATE).remove(Names.B3_PARENT_SPAN_ID);
        TRACE_CONTEXT.inject(span, fields, FieldsCarrier.WRITER);
        more.inject(span, fields, FieldsCarrier.WRITER);
    }

    private static boolean isKnown(Context context) {
        return Span.fromContext(context).getSpanContext().isValid();
    }

    private static boolean is(Fields fields, AsciiString name, String value) {
        return fields.text(name).equals(value);
    }
}
