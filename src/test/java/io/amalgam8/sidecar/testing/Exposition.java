package io.amalgam8.sidecar.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of metrics by the grammar of its format, and tells all that is against it: Prometheus's text format 0.0.4
 * or OpenMetrics 1.0.
 *
 * @param families in the order of the page
 * @param problems what is against the grammar, each with its line
 */
record Exposition(List<Family> families, List<String> problems) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern HEADING = Pattern.compile("# (HELP|TYPE|UNIT) ([^ ]+)(?: (.*))?");
    private static final Pattern SAMPLE = Pattern.compile("([^ {]+)(?:\\{(.*)})? ([^ ]+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?|[+-]?Inf|NaN");
    private static final Pattern HELP = Pattern.compile("(?:[^\\\\]|\\\\[\\\\n\"])*");
    private static final Set<String> TEXT_TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");
    private static final Set<String> OPEN_TYPES =
            Set.of("counter", "gauge", "histogram", "summary", "info", "stateset", "gaugehistogram", "unknown");

    /** The two of them. */
    enum Format {
        TEXT,
        OPEN_METRICS
    }

    /** One metric: what is said of it, and its samples. */
    static final class Family {
        final String name;
        final List<Sample> samples = new ArrayList<>();

        @Nullable
        String type;

        @Nullable
        String help;

        private Family(String name) {
            this.name = name;
        }

        String type() {
            return type == null ? "" : type;
        }

        String help() {
            return help == null ? "" : help;
        }
    }

    /** One line of numbers. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Exposition read(String page, Format format) {
        return new Reader(format).read(page);
    }

    /** Goes through a page once. */
    private static final class Reader {
        private final Format format;
        private final Map<String, Family> families = new LinkedHashMap<>();
        private final Set<String> seen = new HashSet<>();
        private final List<String> problems = new ArrayList<>();
        private @Nullable Family current;
        private boolean ended;

        Reader(Format format) {
            this.format = format;
        }

        Exposition read(String page) {
            if (!page.endsWith("\n")) {
                problems.add("the last line has no end");
            }
            page.lines().forEach(this::line);
            if (ended != (format == Format.OPEN_METRICS)) {
                problems.add("# EOF: " + ended + " in " + format);
            }
            return new Exposition(List.copyOf(families.values()), List.copyOf(problems));
        }

        private void line(String line) {
            if (ended) {
                problems.add("after the end: " + line);
            }
            if (line.equals("# EOF")) {
                ended = true;
                return;
            }
            if (line.startsWith("#")) {
                heading(line);
                return;
            }
            sample(line);
        }

        private void heading(String line) {
            Matcher heading = HEADING.matcher(line);
            if (!heading.matches()) {
                problems.add("no heading: " + line);
                return;
            }
            String text = heading.group(3) == null ? "" : heading.group(3);
            Family family = enter(heading.group(2), line);
            if (!family.samples.isEmpty()) {
                problems.add("heading after samples: " + line);
            }
            switch (heading.group(1)) {
                case "TYPE" -> type(family, text, line);
                case "HELP" -> help(family, text, line);
                default -> unit(family, text, line);
            }
        }

        private void type(Family family, String text, String line) {
            if (family.type != null || !(format == Format.TEXT ? TEXT_TYPES : OPEN_TYPES).contains(text)) {
                problems.add("type twice, or unknown: " + line);
            }
            family.type = text;
        }

        private void help(Family family, String text, String line) {
            if (family.help != null || !HELP.matcher(text).matches()) {
                problems.add("help twice, or ill escaped: " + line);
            }
            family.help = text;
        }

        private void unit(Family family, String text, String line) {
            if (format == Format.TEXT || !family.name.endsWith("_" + text)) {
                problems.add("unit that is not in the name: " + line);
            }
        }

        /** Those of one family stand together. */
        private Family enter(String name, String line) {
            if (!NAME.matcher(name).matches()) {
                problems.add("name: " + line);
            }
            if (current != null && current.name.equals(name)) {
                return current;
            }
            if (families.containsKey(name)) {
                problems.add("family in two places: " + line);
            }
            Family family = families.computeIfAbsent(name, Family::new);
            current = family;
            return family;
        }

        private void sample(String line) {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches() || !NUMBER.matcher(sample.group(3)).matches()) {
                problems.add("no sample: " + line);
                return;
            }
            String name = sample.group(1);
            Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2), line);
            if (!seen.add(name + labels)) {
                problems.add("series twice: " + line);
            }
            Family family = current;
            if (family == null || family.type == null || !suffixes(family.type).contains(suffix(family, name))) {
                problems.add("not of the family before it: " + line);
                return;
            }
            family.samples.add(new Sample(name, labels, number(sample.group(3))));
        }

        private Map<String, String> labels(String text, String line) {
            TreeMap<String, String> labels = new TreeMap<>();
            Matcher label = LABEL.matcher(text);
            int end = 0;
            while (end < text.length() && label.find(end) && label.start() == end) {
                if (labels.put(label.group(1), label.group(2)) != null
                        || label.group(1).startsWith("__")) {
                    problems.add("label twice, or reserved: " + line);
                }
                end = label.end();
            }
            if (end != text.length()) {
                problems.add("labels: " + line);
            }
            return labels;
        }

        private static String suffix(Family family, String name) {
            return name.startsWith(family.name) ? name.substring(family.name.length()) : "?";
        }

        /** What may follow a family's name in its samples' names. */
        private Set<String> suffixes(String type) {
            boolean open = format == Format.OPEN_METRICS;
            return switch (type) {
                case "counter" -> open ? Set.of("_total", "_created") : Set.of("");
                case "histogram" ->
                    open ? Set.of("_bucket", "_count", "_sum", "_created") : Set.of("_bucket", "_count", "_sum");
                case "summary" -> open ? Set.of("", "_count", "_sum", "_created") : Set.of("", "_count", "_sum");
                case "info" -> Set.of("_info");
                default -> Set.of("");
            };
        }

        private static double number(String text) {
            return switch (text) {
                case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        }
    }
}
