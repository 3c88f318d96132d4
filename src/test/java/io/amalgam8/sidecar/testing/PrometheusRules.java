package io.amalgam8.sidecar.testing;

import io.amalgam8.sidecar.testing.Exposition.Family;
import io.amalgam8.sidecar.testing.Exposition.Format;
import io.amalgam8.sidecar.testing.Exposition.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Holds a page of metrics against what {@code promtool check metrics} asks for: the format's grammar, sense in the numbers
 * (cumulative buckets, counters that are no less than nothing), and the linter's rules for names.
 */
public final class PrometheusRules {

    private static final Pattern CAMEL_CASE = Pattern.compile("[a-z][A-Z]");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "summary", "histogram", "gauge_histogram");
    private static final Set<String> ABBREVIATIONS =
            Set.of("s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d");
    private static final Set<String> BASE_UNITS =
            Set.of("amperes", "bytes", "celsius", "grams", "joules", "kelvin", "meters", "metres", "seconds", "volts");
    private static final Set<String> OTHER_UNITS = Set.of(
            "minutes",
            "hours",
            "days",
            "weeks",
            "kelvins",
            "fahrenheit",
            "rankine",
            "inches",
            "yards",
            "miles",
            "bits",
            "calories",
            "pounds",
            "ounces");
    private static final Pattern PREFIX = Pattern.compile(
            "^(?:pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mibi|giga|gibi|tera|tebi|peta|pebi)");

    private final List<String> problems = new ArrayList<>();
    private final Format format;

    private PrometheusRules(Format format) {
        this.format = format;
    }

    /** What is wrong with a page in Prometheus's text format; nothing, when it is as it should be. */
    public static List<String> problemsOfText(String page) {
        return new PrometheusRules(Format.TEXT).problems(page);
    }

    /** The same for OpenMetrics. */
    public static List<String> problemsOfOpenMetrics(String page) {
        return new PrometheusRules(Format.OPEN_METRICS).problems(page);
    }

    private List<String> problems(String page) {
        Exposition exposition = Exposition.read(page, format);
        problems.addAll(exposition.problems());
        for (Family family : exposition.families()) {
            numbers(family);
            name(family);
            suffix(family);
            units(family);
            labels(family);
        }
        return problems;
    }

    private void numbers(Family family) {
        if (family.samples.isEmpty()) {
            tell(family, "no sample");
        }
        if (family.type().equals("histogram")) {
            histogram(family);
        }
        for (Sample sample : family.samples) {
            boolean counts = family.type().equals("counter") || sample.name().endsWith("_bucket");
            if (counts && !(sample.value() >= 0)) {
                tell(family, "a count below nothing: " + sample);
            }
        }
    }

    private void histogram(Family family) {
        Map<Map<String, String>, List<Sample>> bySeries =
                new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
        for (Sample sample : family.samples) {
            Map<String, String> labels = new TreeMap<>(sample.labels());
            labels.remove("le");
            bySeries.computeIfAbsent(labels, key -> new ArrayList<>()).add(sample);
        }
        bySeries.values().forEach(samples -> distribution(family, samples));
    }

    private void distribution(Family family, List<Sample> samples) {
        double bound = Double.NEGATIVE_INFINITY;
        double below = 0;
        double count = Double.NaN;
        boolean sum = false;
        for (Sample sample : samples) {
            String suffix = sample.name().substring(family.name.length());
            sum |= suffix.equals("_sum");
            count = suffix.equals("_count") ? sample.value() : count;
            if (!suffix.equals("_bucket")) {
                continue;
            }
            String le = sample.labels().getOrDefault("le", "");
            double next = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble("0" + le);
            if (le.isEmpty() || next <= bound || sample.value() < below) {
                tell(family, "buckets are not in order, or not cumulative: " + sample);
            }
            bound = next;
            below = sample.value();
        }
        if (!sum || bound != Double.POSITIVE_INFINITY || below != count) {
            tell(family, "no +Inf that is the count, or no sum: " + samples);
        }
    }

    private void name(Family family) {
        if (family.help().isBlank()) {
            tell(family, "no help text");
        }
        String name = family.name.toLowerCase(Locale.ROOT);
        for (String type : TYPES) {
            if (hasPart(name, type)) {
                tell(family, "type in the name: " + type);
            }
        }
        if (name.indexOf(':') >= 0) {
            tell(family, "colon in the name");
        }
        if (CAMEL_CASE.matcher(family.name).find()) {
            tell(family, "camelCase");
        }
    }

    private void suffix(Family family) {
        boolean total = format == Format.TEXT && family.name.endsWith("_total");
        boolean counter = format == Format.TEXT && family.type().equals("counter");
        if (total != counter) {
            tell(family, "_total is for counters, and all of them: " + family.type());
        }
        boolean histogram = family.type().equals("histogram");
        boolean summary = family.type().equals("summary");
        if (!histogram && family.name.endsWith("_bucket")) {
            tell(family, "_bucket is for histograms");
        }
        if (!histogram && !summary && (family.name.endsWith("_count") || family.name.endsWith("_sum"))) {
            tell(family, "_count and _sum are for histograms and summaries");
        }
        if (family.name.endsWith("_timestamp_seconds") && !family.type().equals("gauge")) {
            tell(family, "_timestamp_seconds is for gauges");
        }
    }

    private void units(Family family) {
        String name = family.name.toLowerCase(Locale.ROOT);
        for (String abbreviation : ABBREVIATIONS) {
            if (hasPart(name, abbreviation)) {
                tell(family, "abbreviated unit: " + abbreviation);
            }
        }
        for (String part : family.name.split("_", -1)) {
            String unit = PREFIX.matcher(part).replaceFirst("");
            boolean prefixed = !unit.equals(part) && (BASE_UNITS.contains(unit) || OTHER_UNITS.contains(unit));
            if (prefixed || OTHER_UNITS.contains(part)) {
                tell(family, "not a base unit: " + part);
            }
        }
    }

    private void labels(Family family) {
        for (Sample sample : family.samples) {
            for (String label : sample.labels().keySet()) {
                boolean bound = label.equals("le") && !family.type().equals("histogram");
                boolean quantile = label.equals("quantile") && !family.type().equals("summary");
                if (bound || quantile || CAMEL_CASE.matcher(label).find()) {
                    tell(family, "label reserved, or in camelCase: " + sample);
                }
            }
        }
    }

    private static boolean hasPart(String name, String part) {
        return name.contains("_" + part + "_") || name.endsWith("_" + part);
    }

    private void tell(Family family, String problem) {
        problems.add(family.name + ": " + problem);
    }
}
