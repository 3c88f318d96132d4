package io.amalgam8.sidecar;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import io.amalgam8.sidecar.config.LogFormat;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** One event as one line, whatever its texts hold: in the form for people until another one is asked for. */
final class LogLine extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private volatile LogFormat format = LogFormat.TEXT;

    /** In that form from now on. */
    void write(LogFormat wanted) {
        format = wanted;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return format == LogFormat.JSON ? LogJson.of(event) : LogText.of(event);
    }

    static String time(ILoggingEvent event) {
        return TIME.format(event.getInstant());
    }

    static String simpleName(ILoggingEvent event) {
        String logger = event.getLoggerName();
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    /** As a person would write it: a duration as the options do, {@code 2s} or {@code 1.5s}, and not {@code PT2S}. */
    static String text(Object value) {
        return value instanceof Duration duration
                ? duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT)
                : String.valueOf(value);
    }

    /** As much as anybody reads; a peer's text may be longer. */
    static String bounded(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
