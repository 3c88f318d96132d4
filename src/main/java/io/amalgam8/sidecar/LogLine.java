package io.amalgam8.sidecar;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * One event as one line: time, level, class, message, then {@code key=value} pairs.
 *
 * <p>Values come from other machines, too. Whatever they hold, a line stays one line, a terminal is told nothing, and
 * where a value ends can be seen: one with blanks is quoted.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** As much as a person reads; a peer's text may be longer. */
    private static final int LONGEST_VALUE = 500;

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        line.append(TIME.format(event.getInstant()));
        line.append(' ').append("%-5s".formatted(event.getLevel())).append(' ');
        line.append(simpleName(event.getLoggerName())).append(' ');
        appendPlain(line, String.valueOf(event.getFormattedMessage()));
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> appendPair(line, pair));
        }
        line.append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static void appendPair(StringBuilder line, KeyValuePair pair) {
        line.append(' ').append(pair.key).append('=');
        String value = text(pair.value);
        if (isWord(value)) {
            line.append(value);
            return;
        }
        line.append('"');
        appendPlain(line, value.replace("\\", "\\\\").replace("\"", "\\\""));
        line.append('"');
    }

    private static String text(Object value) {
        String text = value instanceof Duration duration ? seconds(duration) : String.valueOf(value);
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }

    /** As the options write it: {@code 2s}, {@code 1.5s}, and not {@code PT2S}. */
    private static String seconds(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
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
