package io.amalgam8.sidecar.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.transport.Fields;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How headers tell of a trace: W3C Trace Context's own cases, and B3's. */
final class DialectTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03, true",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-08, false",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-will-be-like, true"
    })
    void readsItsParent(String traceparent, boolean sampled) {
        SpanContext parent = parent("traceparent", traceparent);

        assertThat(parent.getTraceId()).isEqualTo(TRACE);
        assertThat(parent.getSpanId()).isEqualTo(SPAN);
        assertThat(parent.isSampled()).isEqualTo(sampled);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "000-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                ".0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e47360-00f067aa0ba902b7-01",
                "00-.bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-.0f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-.0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-010",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
            })
    void takesNoParentFromWhatIsMalformed(String traceparent) {
        assertThat(parent("traceparent", traceparent).isValid()).isFalse();
    }

    @Test
    void takesNoParentWhereThereAreTwo() {
        assertThat(parent("traceparent", PARENT, "Traceparent", PARENT).isValid())
                .isFalse();
    }

    @Test
    void readsAStateInSeveralFieldsAsOne() {
        TraceState state = parent("traceparent", PARENT, "tracestate", "a=1,b=2", "tracestate", "c=3")
                .getTraceState();

        assertThat(state.asMap()).containsExactly(entry("a", "1"), entry("b", "2"), entry("c", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foo", "=1", "a=1;b=2", "a=1,,="})
    void aMalformedStateTakesNothingFromTheParent(String state) {
        SpanContext parent = parent("traceparent", PARENT, "tracestate", state);

        assertThat(parent.getTraceId()).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @CsvSource({
        "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1, true",
        "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1-05e3ac9a4f6e3b90, true",
        "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-d, true",
        "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0, false"
    })
    void readsB3InOneField(String b3, boolean sampled) {
        SpanContext parent = parent("b3", b3);

        assertThat(parent.getTraceId()).isEqualTo(TRACE);
        assertThat(parent.getSpanId()).isEqualTo(SPAN);
        assertThat(parent.isSampled()).isEqualTo(sampled);
    }

    @Test
    void readsB3InSeveralFieldsAndFillsUpItsShortIds() {
        SpanContext parent = parent("X-B3-TraceId", "a3ce929d0e0e4736", "X-B3-SpanId", SPAN, "X-B3-Sampled", "1");

        assertThat(parent.getTraceId()).isEqualTo("0000000000000000a3ce929d0e0e4736");
        assertThat(parent.getSpanId()).isEqualTo(SPAN);
        assertThat(parent.isSampled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "d", "x-y", "4bf92f3577b34da6a3ce929d0e0e4736", "00-00-1", "-", "0-0-0-0-0"})
    void takesNoParentFromMalformedB3(String b3) {
        assertThat(parent("b3", b3).isValid()).isFalse();
    }

    @Test
    void believesTraceContextBeforeB3() {
        SpanContext parent = parent("b3", "a".repeat(32) + "-" + "b".repeat(16) + "-1", "traceparent", PARENT);

        assertThat(parent.getTraceId()).isEqualTo(TRACE);
    }

    @Test
    void believesB3WhereTraceContextIsMalformed() {
        SpanContext parent = parent("b3", "a".repeat(32) + "-" + "b".repeat(16) + "-1", "traceparent", "00-x-y-01");

        assertThat(parent.getTraceId()).isEqualTo("a".repeat(32));
    }

    @Test
    void aZeroInPlaceOfATraceDeclinesIt() {
        assertThat(Dialect.isDeclined(fields("b3", "0"))).isTrue();
        assertThat(Dialect.isDeclined(fields("X-B3-Sampled", "0"))).isTrue();
        assertThat(Dialect.isDeclined(fields("b3", "1"))).isFalse();
        assertThat(Dialect.isDeclined(fields("b3", "0", "traceparent", PARENT))).isFalse();
        assertThat(Dialect.isDeclined(fields("X-B3-Sampled", "0", "X-B3-TraceId", TRACE)))
                .isFalse();
        assertThat(Dialect.isDeclined(fields())).isFalse();
    }

    @Test
    void tellsByTraceContextAlone() {
        Fields fields = fields("traceparent", PARENT, "tracestate", "a=1");

        Dialect.of(fields).write(span(true, TraceState.builder().put("a", "1").build()), fields);

        assertThat(fields.all("traceparent")).containsExactly("00-" + "1".repeat(32) + "-" + "2".repeat(16) + "-01");
        assertThat(fields.all("tracestate")).containsExactly("a=1");
        assertThat(fields.size()).isEqualTo(2);
    }

    @Test
    void aNewTraceLosesTheStateOfTheOldOne() {
        Fields fields = fields("traceparent", "malformed", "tracestate", "a=1", "tracestate", "b=2");

        Dialect.of(fields).write(span(true, TraceState.getDefault()), fields);

        assertThat(fields.has("tracestate")).isFalse();
    }

    @Test
    void tellsByB3InOneField() {
        Fields fields = fields("B3", TRACE + "-" + SPAN + "-1");

        Dialect.of(fields).write(span(true, TraceState.getDefault()), fields);

        assertThat(fields.all("b3")).containsExactly("1".repeat(32) + "-" + "2".repeat(16) + "-1");
        assertThat(fields.text("traceparent")).isEqualTo("00-" + "1".repeat(32) + "-" + "2".repeat(16) + "-01");
    }

    @Test
    void tellsByB3InSeveralFields() {
        Fields fields = fields(
                "X-B3-TraceId", TRACE, "X-B3-SpanId", SPAN, "X-B3-ParentSpanId", "3".repeat(16), "X-B3-Sampled", "1");

        Dialect.of(fields).write(span(false, TraceState.getDefault()), fields);

        assertThat(fields.all("x-b3-traceid")).containsExactly("1".repeat(32));
        assertThat(fields.all("x-b3-spanid")).containsExactly("2".repeat(16));
        assertThat(fields.all("x-b3-sampled")).containsExactly("0");
        assertThat(fields.has("x-b3-parentspanid")).isFalse();
        assertThat(fields.has("b3")).isFalse();
        assertThat(fields.text("traceparent")).endsWith("-00");
    }

    private static SpanContext parent(String... fields) {
        Fields given = fields(fields);
        return Span.fromContext(Dialect.of(given).read(given)).getSpanContext();
    }

    private static Context span(boolean sampled, TraceState state) {
        TraceFlags flags = sampled ? TraceFlags.getSampled() : TraceFlags.getDefault();
        return Context.root().with(Span.wrap(SpanContext.create("1".repeat(32), "2".repeat(16), flags, state)));
    }

    private static java.util.Map.Entry<String, String> entry(String key, String value) {
        return java.util.Map.entry(key, value);
    }

    private static Fields fields(String... namesAndValues) {
        Fields fields = Fields.empty();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
