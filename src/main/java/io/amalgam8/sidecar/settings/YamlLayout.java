package io.amalgam8.sidecar.settings;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.amalgam8.sidecar.config.SettingInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.reader.StreamReader;

/** Lays all options out as a YAML file: nested as their keys are, one a line, the comments in one column. */
final class YamlLayout {

    private static final int WIDEST = 44;
    private static final String MASK = "***";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_/.][A-Za-z0-9_/.@+=:-]*(?<!:)");
    private static final Pattern NULL = Pattern.compile("(?i)null|~");
    private static final String EXAMPLE_HEAD = """
            # Every key of a8sidecar's configuration, with its default. To use it: a8sidecar --config FILE
            # A flag is stronger than an environment variable, and that is stronger than this file.
            # A key without a value is not set, an unknown key is an error. Durations: 500ms, 15s, 1m30s, 1.5h.

            """;

    private final Function<Option<?>, Optional<Given>> values;
    private final Function<Option<?>, String> comments;

    private YamlLayout(Function<Option<?>, Optional<Given>> values, Function<Option<?>, String> comments) {
        this.values = values;
        this.comments = comments;
    }

    /** Each key with its default and what it means. */
    static String example() {
        return EXAMPLE_HEAD + new YamlLayout(YamlLayout::standard, YamlLayout::explanation).render();
    }

    /** Each key with the value in force and where it comes from; secrets are masked. */
    static String effective(Values values) {
        return new YamlLayout(values::given, origins(values)).render();
    }

    /** The same one by one, in the order of the options; flags that are no setting are left out. */
    static List<SettingInForce> inForce(Values values) {
        YamlLayout layout = new YamlLayout(values::given, origins(values));
        return Options.ALL.stream()
                .filter(option -> option.key().isPresent() || option.variable().isPresent())
                .map(layout::inForce)
                .toList();
    }

    private static Function<Option<?>, String> origins(Values values) {
        return option ->
                values.given(option).map(given -> given.origin().place()).orElse("not set");
    }

    private SettingInForce inForce(Option<?> option) {
        Optional<String> value = Optional.of(value(option).strip()).filter(text -> !text.isEmpty());
        return new SettingInForce(option.key().orElseGet(option::title), value, comments.apply(option));
    }

    /** A line to be: a key and its value, and the comment that goes behind them. */
    private record Line(String text, String comment) {}

    private String render() {
        List<List<Line>> blocks = blocks();
        int column = 2
                + blocks.stream()
                        .flatMap(List::stream)
                        .mapToInt(line -> line.text().length())
                        .filter(width -> width <= WIDEST)
                        .max()
                        .orElse(WIDEST);
        return blocks.stream()
                .map(block -> block.stream().map(line -> write(line, column)).collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    /** Sections stand apart; the single keys between two of them stand together. */
    private List<List<Line>> blocks() {
        List<List<Line>> blocks = new ArrayList<>();
        List<Line> singles = new ArrayList<>();
        for (String name : Options.keysUnder("")) {
            if (Options.ofKey(name).isPresent()) {
                addKey("", name, singles);
                continue;
            }
            blocks.add(singles);
            singles = new ArrayList<>();
            List<Line> section = new ArrayList<>();
            addKey("", name, section);
            blocks.add(section);
        }
        blocks.add(singles);
        blocks.removeIf(List::isEmpty);
        return blocks;
    }

    private void addKey(String section, String name, List<Line> lines) {
        String key = section.isEmpty() ? name : section + "." + name;
        int depth = (int) key.chars().filter(letter -> letter == '.').count();
        String label = "  ".repeat(depth) + name + ":";
        Optional<Option<?>> option = Options.ofKey(key);
        lines.add(option.map(known -> new Line(label + value(known), "# " + comments.apply(known)))
                .orElseGet(() -> new Line(label, "")));
        Options.keysUnder(key).forEach(child -> addKey(key, child, lines));
    }

    private String value(Option<?> option) {
        Optional<Given> given = values.apply(option);
        if (given.isEmpty()) {
            return "";
        }
        if (option.kind().isSecret()) {
            return " \"" + MASK + "\"";
        }
        if (!option.kind().isList()) {
            return " " + quote(given.get().text());
        }
        if (option.kind().reading() instanceof Records<?> records) {
            return " " + records.writing().apply(given.get());
        }
        List<String> items = option.kind().shape() == Kind.Shape.WORDS
                ? given.get().items()
                : List.of(given.get().text().split(","));
        return items.stream().map(YamlLayout::quote).collect(Collectors.joining(", ", " [", "]"));
    }

    private static Optional<Given> standard(Option<?> option) {
        return option.fallback().map(text -> Given.text(text, Origin.standard("default", option)));
    }

    private static String explanation(Option<?> option) {
        boolean isShown =
                option.fallback().isPresent() || option.standard().description().isEmpty();
        return isShown
                ? option.help()
                : option.help() + "; default: " + option.standard().description();
    }

    /** As a text stands in YAML. */
    static String quote(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !NULL.matcher(text).matches();
        if (plain) {
            return text;
        }
        // A JSON string is a YAML string, save for the characters that YAML wants escaped.
        StringBuilder quoted = new StringBuilder("\"");
        String json = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
        json.codePoints().forEach(letter -> {
            if (StreamReader.isPrintable(letter)) {
                quoted.appendCodePoint(letter);
            } else {
                quoted.append("\\U%08x".formatted(letter));
            }
        });
        return quoted.append('"').toString();
    }

    private static String write(Line line, int column) {
        int gap = Math.max(2, column - line.text().length());
        return line.comment().isEmpty() ? line.text() + "\n" : line.text() + " ".repeat(gap) + line.comment() + "\n";
    }
}
