package io.amalgam8.sidecar.e2e;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a page says that a command prints; {@code …} stands for anything: within a line, or for lines where it is alone. */
record ExpectedOutput(List<String> lines) {

    private static final String ANYTHING = "…";

    ExpectedOutput {
        lines = List.copyOf(lines);
    }

    /** Whether that is it, blanks at the ends of lines aside. */
    boolean isMetBy(String output) {
        String expression = lines.stream().map(ExpectedOutput::expression).collect(Collectors.joining());
        String printed = output.lines()
                .map(String::stripTrailing)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return Pattern.compile(expression).matcher(printed).matches();
    }

    private static String expression(String line) {
        if (line.equals(ANYTHING)) {
            return "(?:.*\\n)*?";
        }
        return List.of(line.stripTrailing().split(ANYTHING, -1)).stream()
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"))
                + "\\n";
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
