package io.amalgam8.sidecar.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The meters as the event bus tells them, to be held against what Prometheus scrapes. */
public final class BusMetrics {

    private BusMetrics() {}

    /** The JSON's series by the names that the text format gives them. */
    public static Map<String, Double> flatten(JsonObject names) {
        Map<String, Double> flat = new TreeMap<>();
        for (String name : names.fieldNames()) {
            for (JsonObject series : objects(names.getJsonArray(name))) {
                TreeMap<String, String> labels = new TreeMap<>();
                series.getJsonObject("labels").forEach(label -> labels.put(label.getKey(), escaped(label.getValue())));
                if (series.containsKey("value")) {
                    flat.put(name + text(labels), series.getDouble("value"));
                    continue;
                }
                flat.put(name + "_count" + text(labels), series.getDouble("count"));
                flat.put(name + "_sum" + text(labels), series.getDouble("sum_seconds"));
                series.getJsonObject("buckets").forEach(bucket -> {
                    TreeMap<String, String> withBound = new TreeMap<>(labels);
                    withBound.put("le", bucket.getKey());
                    flat.put(name + "_bucket" + text(withBound), ((Number) bucket.getValue()).doubleValue());
                });
            }
        }
        return flat;
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static String escaped(Object value) {
        return value.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String text(Map<String, String> labels) {
        return labels.isEmpty()
                ? ""
                : labels.entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + label.getValue() + '"')
                        .collect(Collectors.joining(",", "{", "}"));
    }
}
