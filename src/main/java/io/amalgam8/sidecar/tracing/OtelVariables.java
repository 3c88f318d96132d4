package io.amalgam8.sidecar.tracing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the environment says by OpenTelemetry's own variables; its secrets stay in here. */
final class OtelVariables {

    private static final String PREFIX = "OTEL_";
    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
    private static final List<String> ENDPOINTS =
            List.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT");
    private static final List<String> PROTOCOLS =
            List.of("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");

    /** We send traces by OTLP over HTTP, and nothing else; what goes on is the caller's matter. */
    private static final Map<String, String> OURS = Map.of(
            "otel.traces.exporter", "otlp",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.propagators", "none",
            "otel.exporter.otlp.traces.protocol", "http/protobuf",
            "otel.config.file", "",
            "otel.experimental.config.file", "");

    private final Map<String, String> variables;

    OtelVariables(Map<String, String> environment) {
        Map<String, String> given = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !value.isBlank()) {
                given.put(name, value.strip());
            }
        });
        variables = Map.copyOf(given);
    }

    /** Whether there is a collector, and nothing says that it is not to have our spans. */
    boolean askForTraces() {
        boolean disabled = variables.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true");
        return hasCollector() && !disabled && isOurExporter();
    }

    /** What is asked for and not to be had, as {@code name: value (expected: …)}. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (!hasCollector()) {
            return complaints;
        }
        String exporter = variables.getOrDefault(EXPORTER, "otlp");
        if (!exporter.equals("otlp") && !exporter.equals("none")) {
            complaints.add(EXPORTER + ": " + exporter + " (expected: otlp or none)");
        }
        PROTOCOLS.stream()
                .filter(variables::containsKey)
                .findFirst()
                .filter(name -> !"http/protobuf".equals(variables.get(name)))
                .ifPresent(name -> complaints.add(name + ": " + variables.get(name) + " (expected: http/protobuf)"));
        return complaints;
    }

    /** As OpenTelemetry's library takes them. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        variables.forEach(
                (name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        properties.putAll(OURS);
        return properties;
    }

    /** That text without what nobody may read: the fields of the export's requests, and an endpoint's password. */
    String masked(String text) {
        String masked = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (isOfFields(variable) || variable.getValue().contains("@")) {
                masked = masked.replace(variable.getValue(), "***");
            }
        }
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (isOfFields(variable) && quotesAField(masked, variable.getValue())) {
                // Not even the rest: who quotes a value may quote parts of it, too.
                return variable.getKey() + ": malformed (expected: name=value,..., percent-encoded)";
            }
        }
        return masked;
    }

    private static boolean isOfFields(Map.Entry<String, String> variable) {
        return variable.getKey().endsWith("_HEADERS");
    }

    /** Whether the text holds the value of one of these fields: {@code name=value,...}. */
    private static boolean quotesAField(String text, String fields) {
        for (String field : fields.split(",", -1)) {
            String value = field.substring(field.indexOf('=') + 1).strip();
            if (!value.isEmpty() && text.contains(value)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasCollector() {
        return ENDPOINTS.stream().anyMatch(variables::containsKey);
    }

    private boolean isOurExporter() {
        String exporters = variables.getOrDefault(EXPORTER, "otlp");
        return List.of(exporters.split("\\s*,\\s*", -1)).contains("otlp");
    }

    /** Says nothing of the values. */
    @Override
    public String toString() {
        return "OtelVariables" + variables.keySet();
    }
}
