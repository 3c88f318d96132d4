package io.amalgam8.sidecar.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * For how long a server wants to be left in peace: seconds, or a point in time (RFC 9110, 10.2.3). The latter is
 * measured from the server's own date, since the clocks of two machines seldom agree.
 */
final class RetryAfter {

    /** However long a server asks for: it may be back earlier than it thinks. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /**
     * What the field asks for, at most {@link #LONGEST}; zero where it cannot be understood.
     *
     * @param date the answer's own {@code Date}
     */
    static Duration read(Optional<String> field, Optional<String> date) {
        Duration asked = field.map(String::strip)
                .map(text -> isNumber(text) ? seconds(text) : between(date, text))
                .orElse(Duration.ZERO);
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Duration seconds(String digits) {
        return digits.length() > MOST_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static Duration between(Optional<String> date, String until) {
        try {
            return date.isPresent() ? Duration.between(moment(date.get().strip()), moment(until)) : Duration.ZERO;
        } catch (DateTimeException notAMoment) {
            return Duration.ZERO;
        }
    }

    private static ZonedDateTime moment(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    }
}
