package io.amalgam8.sidecar.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.testing.LogLines;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the environment says wrongly costs the traces, and nothing else. */
final class TraceExportTest {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    @ParameterizedTest
    @CsvSource({
        "OTEL_TRACES_SAMPLER, CANARY",
        "OTEL_BSP_MAX_QUEUE_SIZE, -1",
        "OTEL_BSP_MAX_QUEUE_SIZE, 99999999999",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE, 0",
        "OTEL_BSP_SCHEDULE_DELAY, -5",
        "OTEL_BSP_EXPORT_TIMEOUT, -5",
        "OTEL_EXPORTER_OTLP_TIMEOUT, soon",
        "OTEL_EXPORTER_OTLP_TIMEOUT, -3",
        "OTEL_EXPORTER_OTLP_CERTIFICATE, /nowhere",
        "OTEL_EXPORTER_OTLP_CERTIFICATE, /etc/passwd",
        "OTEL_EXPORTER_OTLP_HEADERS, CANARY",
        "OTEL_EXPORTER_OTLP_HEADERS, authorization=%zzCANARY",
        "OTEL_EXPORTER_OTLP_HEADERS, a b=CANARY",
        "OTEL_EXPORTER_OTLP_COMPRESSION, brotli",
        "OTEL_RESOURCE_ATTRIBUTES, a=%zz",
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT, -4",
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT, 0",
    })
    void neverEndsTheStart(String variable, String value) {
        try (LogLines log = LogLines.of(TraceExport.class.getPackage())) {
            Optional<TraceExport> opened = open(Map.of(ENDPOINT, "https://localhost:1", variable, value));
            opened.ifPresent(TraceExport::close);

            assertThat(log.count("no traces are exported")).isEqualTo(opened.isPresent() ? 0 : 1);
            if (variable.endsWith("HEADERS")) {
                assertThat(log.all()).noneMatch(line -> line.contains("CANARY"));
            }
        }
    }

    @Test
    void tellsOfAnEndpointThatIsNoneWithoutItsPassword() {
        try (LogLines log = LogLines.of(TraceExport.class.getPackage())) {
            assertThat(open(Map.of(ENDPOINT, "ftp://me:CANARY@localhost:1"))).isEmpty();

            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains("endpoint")
                    .doesNotContain("CANARY");
        }
    }

    private static Optional<TraceExport> open(Map<String, String> environment) {
        return TraceExport.open(environment, Identity.ANONYMOUS, "2.0.0", dropped -> {});
    }
}
