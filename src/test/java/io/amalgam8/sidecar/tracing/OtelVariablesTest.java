package io.amalgam8.sidecar.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the environment asks for traces, and what of it may be told. */
final class OtelVariablesTest {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String COLLECTOR = ENDPOINT + "=http://c:4318";

    @ParameterizedTest
    @CsvSource({
        "OTEL_SERVICE_NAME=reviews, false",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318, true",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4318/v1/traces, true",
        "OTEL_EXPORTER_OTLP_ENDPOINT=, false",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_SDK_DISABLED=TRUE, false",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_SDK_DISABLED=no, true",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_TRACES_EXPORTER=none, false",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_TRACES_EXPORTER=otlp, true",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_TRACES_EXPORTER=zipkin, false"
    })
    void traceOnlyWhenAskedTo(String variables, boolean asked) {
        assertThat(variables(variables).askForTraces()).isEqualTo(asked);
    }

    @Test
    void sayWhatIsNotToBeHad() {
        String wishes = "OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_TRACES_EXPORTER=zipkin";
        OtelVariables grpc = variables(COLLECTOR + " " + wishes);

        assertThat(grpc.complaints())
                .containsExactly(
                        "OTEL_TRACES_EXPORTER: zipkin (expected: otlp or none)",
                        "OTEL_EXPORTER_OTLP_PROTOCOL: grpc (expected: http/protobuf)");
        assertThat(variables(wishes).complaints()).isEmpty();
    }

    @Test
    void theNarrowerProtocolHasTheLastWord() {
        OtelVariables narrower = variables(
                COLLECTOR + " OTEL_EXPORTER_OTLP_PROTOCOL=grpc" + " OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf");

        assertThat(narrower.complaints()).isEmpty();
    }

    @Test
    void sendTracesAndNothingElse() {
        Map<String, String> properties = variables(
                        ENDPOINT + "=http://c:4318 OTEL_METRICS_EXPORTER=otlp OTEL_PROPAGATORS=jaeger")
                .properties();

        assertThat(properties)
                .containsEntry("otel.exporter.otlp.endpoint", "http://c:4318")
                .containsEntry("otel.metrics.exporter", "none")
                .containsEntry("otel.logs.exporter", "none")
                .containsEntry("otel.propagators", "none");
    }

    @Test
    void keepTheirSecrets() {
        OtelVariables secret =
                variables("OTEL_EXPORTER_OTLP_HEADERS=key=canary " + ENDPOINT + "=http://u:canary@c:4318");

        assertThat(secret.masked("malformed: key=canary for http://u:canary@c:4318"))
                .isEqualTo("malformed: *** for ***");
        assertThat(secret.toString()).doesNotContain("canary");
    }

    private static OtelVariables variables(String pairs) {
        Map<String, String> environment = new HashMap<>();
        for (String pair : pairs.split(" ", -1)) {
            String[] parts = pair.split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        return new OtelVariables(environment);
    }
}
