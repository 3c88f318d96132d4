package io.amalgam8.sidecar.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus's text format, strictly: every line must be understood, every series stands once, and belongs to the
 * family that was announced before it.
 *
 * @param types by family name, as the format writes it
 * @param values by series, labels sorted: {@code name{a="1",b="2"}}
 */
public record PrometheusText(Map<String, String> types, Map<String, Double> values) {

    private static final Pattern HEADING = Pattern.compile("# (HELP|TYPE|UNIT) (\\S+) ?(.*)");
    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    public static PrometheusText read(String text) {
        Map<String, String> types = new HashMap<>();
        Map<String, String> helps = new HashMap<>();
        Map<String, Double> values = new TreeMap<>();
        for (String line : text.lines().toList()) {
            if (line.equals("# EOF")) {
                continue;
            }
            if (line.startsWith("#")) {
                heading(line, types, helps);
                continue;
            }
            Matcher series = SERIES.matcher(line);
            assertThat(series.matches()).as(line).isTrue();
            assertThat(family(series.group(1), types)).as(line).isNotEmpty();
            String name = series.group(1) + sortedLabels(series.group(2) == null ? "" : series.group(2));
            assertThat(values.put(name, number(series.group(3))))
                    .as("once: " + name)
                    .isNull();
        }
        assertThat(helps.keySet()).isEqualTo(types.keySet());
        return new PrometheusText(types, values);
    }

    /** The value of that series, which must be there. */
    public double value(String series) {
        assertThat(values).containsKey(series);
        return values.getOrDefault(series, Double.NaN);
    }

    private static void heading(String line, Map<String, String> types, Map<String, String> helps) {
        Matcher heading = HEADING.matcher(line);
        assertThat(heading.matches()).as(line).isTrue();
        Map<String, String> place = switch (heading.group(1)) {
            case "TYPE" -> types;
            case "HELP" -> helps;
            default -> new HashMap<>();
        };
        assertThat(place.put(heading.group(2), heading.group(3)))
                .as("once: " + line)
                .isNull();
    }

    private static String family(String series, Map<String, String> types) {
        for (String suffix : new String[] {"", "_bucket", "_sum", "_count", "_total", "_info", "_max"}) {
            String family = series.endsWith(suffix) ? series.substring(0, series.length() - suffix.length()) : "";
            if (types.containsKey(family)) {
                return family;
            }
        }
        return "";
    }

    private static String sortedLabels(String labels) {
        if (labels.isEmpty()) {
            return "";
        }
        TreeMap<String, String> sorted = new TreeMap<>();
        Matcher label = LABEL.matcher(labels);
        int end = 0;
        while (label.find()) {
            assertThat(label.start()).as(labels).isEqualTo(end);
            assertThat(sorted.put(label.group(1), label.group(2))).as(labels).isNull();
            end = label.end();
        }
        assertThat(end).as(labels).isEqualTo(labels.length());
        StringBuilder text = new StringBuilder("{");
        sorted.forEach((name, value) -> text.append(text.length() == 1 ? "" : ",")
                .append(name)
                .append("=\"")
                .append(value)
                .append('"'));
        return text.append('}').toString();
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
