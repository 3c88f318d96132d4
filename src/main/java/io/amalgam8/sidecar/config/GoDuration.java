package io.amalgam8.sidecar.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go writes them, and hence every Amalgam8 tool: {@code 15s}, {@code 1m30s}, {@code 500ms}, {@code 1.5h}, {@code -2s}, {@code 0}.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">time.ParseDuration</a>
 */
public final class GoDuration {

    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "\u00b5s", 1_000L,
            "\u03bcs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    private static final String NUMBER = "(\\d{1,40}(?:\\.\\d{0,40})?|\\.\\d{1,40})";
    private static final Pattern TERM = Pattern.compile(NUMBER + "(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|(?:" + TERM.pattern() + "){1,20})");
    private static final Pattern BARE_NUMBER = Pattern.compile("[-+]?" + NUMBER);
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /** The duration, to the nanosecond; empty when the text is none, or longer than Go's 292 years. */
    public static Optional<Duration> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher term = TERM.matcher(text);
        while (term.find()) {
            BigDecimal unit = BigDecimal.valueOf(NANOS.getOrDefault(term.group(2), 0L));
            nanos = nanos.add(new BigDecimal(term.group(1)).multiply(unit));
        }
        if (nanos.compareTo(LONGEST) > 0) {
            return Optional.empty();
        }
        Duration duration = Duration.ofNanos(nanos.longValue());
        return Optional.of(text.startsWith("-") ? duration.negated() : duration);
    }

    /** As Go would read it again: in seconds. */
    public static String write(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).toPlainString() + "s";
    }

    /** Whether only the unit is missing. */
    public static boolean lacksUnit(String text) {
        return BARE_NUMBER.matcher(text).matches();
    }
}
