package io.amalgam8.sidecar.settings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * What one reading noticed, each thing once, in its order and a file's from top to bottom: problems, which forbid a start,
 * and warnings.
 */
final class Findings {

    private final Set<String> problems = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private boolean partial;

    void problem(String problem) {
        problems.add(visible(problem));
    }

    void warning(String warning) {
        warnings.add(visible(warning));
    }

    /** A problem that may have swallowed other values: what is missing now proves nothing. */
    void problemThatHidesOthers(String problem) {
        problems.add(visible(problem));
        partial = true;
    }

    /** Each finding is one line, and what stands in a value is none of a terminal's commands. */
    private static String visible(String text) {
        StringBuilder visible = new StringBuilder();
        text.codePoints().forEach(letter -> {
            if (StreamReader.isPrintable(letter) && letter != '\n' && letter != '\r' && letter != 0x85) {
                visible.appendCodePoint(letter);
            } else {
                visible.append("\\u%04x".formatted(letter));
            }
        });
        return visible.toString();
    }

    /** Whether some of what was given could not be read at all. */
    boolean isPartial() {
        return partial;
    }

    boolean hasProblems() {
        return !problems.isEmpty();
    }

    List<String> problems() {
        return FileOrder.of(problems);
    }

    List<String> warnings() {
        return FileOrder.of(warnings);
    }
}
