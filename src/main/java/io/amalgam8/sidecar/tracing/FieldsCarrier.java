package io.amalgam8.sidecar.tracing;

import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Names;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Header fields as OpenTelemetry's propagators read and write them; by their contract what is absent is null. */
final class FieldsCarrier {

    static final TextMapGetter<Fields> READER = new Reader();

    static final TextMapSetter<Fields> WRITER = FieldsCarrier::write;

    private FieldsCarrier() {}

    private static void write(@Nullable Fields fields, String name, String value) {
        if (fields != null) {
            fields.set(name.toLowerCase(Locale.ROOT), value);
        }
    }

    /** One parent only, and all of the state (W3C Trace Context, 3.2 and 3.3). */
    private static final class Reader implements TextMapGetter<Fields> {

        @Override
        public Iterable<String> keys(Fields fields) {
            return fields.toNetty().names();
        }

        @Override
        public @Nullable String get(@Nullable Fields fields, String name) {
            if (fields == null) {
                return null;
            }
            if (Names.TRACEPARENT.contentEqualsIgnoreCase(name)) {
                List<String> parents = fields.all(name);
                return parents.size() == 1 ? parents.get(0) : null;
            }
            if (Names.TRACESTATE.contentEqualsIgnoreCase(name)) {
                return String.join(",", fields.all(name));
            }
            return fields.first(name).orElse(null);
        }
    }
}
