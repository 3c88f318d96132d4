package io.amalgam8.sidecar.settings;

import java.util.Optional;
import java.util.stream.Collectors;

/** All options as a table in Markdown. */
final class OptionTable {

    private static final String HEAD = """
            | variable | flag | YAML key | meaning | default |
            |---|---|---|---|---|
            """;

    private OptionTable() {}

    static String render() {
        return Options.ALL.stream().map(OptionTable::row).collect(Collectors.joining("", HEAD, ""));
    }

    private static String row(Option<?> option) {
        String flag = option.equals(Options.APP)
                ? "the words after the flags"
                : code(option.flag().map("--"::concat));
        return "| " + code(option.variable())
                + " | " + flag
                + " | " + code(option.key())
                + " | " + option.help().replace("|", "\\|")
                + " | " + standard(option)
                + " |\n";
    }

    private static String standard(Option<?> option) {
        String description = option.standard().description();
        return option.fallback().isPresent() || description.isEmpty()
                ? code(option.fallback().map(text -> text.replace(",", ", ")))
                : description;
    }

    private static String code(Optional<String> name) {
        return name.map(text -> "`" + text + "`").orElse("–");
    }
}
