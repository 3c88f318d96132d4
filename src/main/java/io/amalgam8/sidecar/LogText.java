package io.amalgam8.sidecar;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.slf4j.event.KeyValuePair;

/**
 * The form for people: time, level, class, message, then {@code key=value} pairs, and last what was thrown.
 *
 * <p>Values come from other machines, too. Whatever they hold, a line stays one line, a terminal is told nothing, and
 * where a value ends can be seen: one with blanks is quoted.
 */
final class LogText {

    private static final int LONGEST_MESSAGE = 1000;
    private static final int LONGEST_VALUE = 500;

    private LogText() {}

    static String of(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        line.append(LogLine.time(event));
        line.append(' ').append("%-5s".formatted(event.getLevel())).append(' ');
        line.append(LogLine.simpleName(event)).append(' ');
        appendPlain(line, LogLine.bounded(String.valueOf(event.getFormattedMessage()), LONGEST_MESSAGE));
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> appendPair(line, pair));
        }
        if (event.getThrowableProxy() != null) {
            appendValue(line.append(" thrown="), Thrown.describe(event.getThrowableProxy()));
        }
        return line.append('\n').toString();
    }

    private static void appendPair(StringBuilder line, KeyValuePair pair) {
        line.append(' ').append(pair.key).append('=');
        appendValue(line, LogLine.bounded(LogLine.text(pair.value), LONGEST_VALUE));
    }

    private static void appendValue(StringBuilder line, String value) {
        if (isWord(value)) {
            line.append(value);
            return;
        }
        line.append('"');
        appendPlain(line, value.replace("\\", "\\\\").replace("\"", "\\\""));
        line.append('"');
    }

    private static boolean isWord(String value) {
        return !value.isEmpty()
                && value.chars().noneMatch(c -> c == '"' || Character.isWhitespace(c) || isUnprintable(c));
    }

    private static void appendPlain(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnprintable(c)) {
                line.append("\\u%04x".formatted((int) c));
                continue;
            }
            line.append(c);
        }
    }

    /** Control characters, and those that end a line or turn its direction. */
    private static boolean isUnprintable(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
