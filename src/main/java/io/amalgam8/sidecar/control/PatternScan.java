package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.util.List;

/**
 * Walks once over a regular expression before the engine does: it refuses by name what cannot be had in linear time,
 * and repetitions within repetitions that would compile into megabytes.
 */
final class PatternScan {

    /** In steps of the compiled expression. */
    private static final long LARGEST = 10_000;

    private static final List<String> LOOK_AROUND = List.of("(?=", "(?!", "(?<=", "(?<!");
    private static final String BACK_REFERENCES = "123456789kg";

    private final String text;
    private int position;

    private PatternScan(String text) {
        this.text = text;
    }

    /**
     * Looks at an expression; whether it is well-formed is for the engine to say.
     *
     * @throws InvalidValueException when it must not be compiled
     */
    static void check(String expression) {
        PatternScan scan = new PatternScan(expression);
        while (scan.position < expression.length()) {
            scan.group();
        }
    }

    /** The size of what stands up to the group's end, which is passed. */
    private long group() {
        long size = 1;
        while (position < text.length()) {
            if (text.charAt(position) == ')') {
                position++;
                return size;
            }
            size += item() * repetitions();
            if (size > LARGEST) {
                throw refused("repetitions that come to at most " + LARGEST + " steps");
            }
        }
        return size;
    }

    private long item() {
        char c = text.charAt(position);
        if (c == '(') {
            refuseGroup();
            position++;
            return group();
        }
        if (c == '[') {
            skipClass();
            return 1;
        }
        if (c == '\\') {
            return escape();
        }
        position++;
        return 1;
    }

    private void refuseGroup() {
        if (LOOK_AROUND.stream().anyMatch(start -> text.startsWith(start, position))) {
            throw refused("no look-around, which has no linear-time form");
        }
        if (text.startsWith("(?P=", position)) {
            throw backReference();
        }
    }

    private long escape() {
        char escaped = position + 1 < text.length() ? text.charAt(position + 1) : ' ';
        if (BACK_REFERENCES.indexOf(escaped) >= 0) {
            throw backReference();
        }
        if (escaped != 'Q') {
            position += 2;
            return 1;
        }
        int end = text.indexOf("\\E", position);
        int next = end < 0 ? text.length() : end + 2;
        long size = next - (long) position;
        position = next;
        return size;
    }

    private void skipClass() {
        position++;
        if (position < text.length() && text.charAt(position) == '^') {
            position++;
        }
        // A bracket that comes first stands for itself.
        boolean first = true;
        while (position < text.length() && (first || text.charAt(position) != ']')) {
            position += text.charAt(position) == '\\' ? 2 : posixName();
            first = false;
        }
        position++;
    }

    /** The length of a name like {@code [:alpha:]}, whose bracket does not end the class; otherwise 1. */
    private int posixName() {
        if (!text.startsWith("[:", position)) {
            return 1;
        }
        int end = text.indexOf(":]", position);
        return end < 0 ? 1 : end + 2 - position;
    }

    /** The most repetitions that a counted quantifier allows; 1 where there is none. */
    private long repetitions() {
        if (position >= text.length() || text.charAt(position) != '{') {
            return 1;
        }
        int end = text.indexOf('}', position);
        if (end < 0) {
            return 1;
        }
        long most = 1;
        for (String bound : text.substring(position + 1, end).split(",", -1)) {
            if (bound.isEmpty() || bound.length() > 6 || !bound.chars().allMatch(Character::isDigit)) {
                continue;
            }
            most = Math.max(most, Long.parseLong(bound));
        }
        return most;
    }

    private InvalidValueException backReference() {
        return refused("no back-reference, which has no linear-time form");
    }

    private InvalidValueException refused(String expectation) {
        return InvalidValueException.of("header pattern", text, expectation);
    }
}
