package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.transport.Numbers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.OptionalInt;

/** When an instance in trouble wants to be asked again (RFC 9110, 10.2.3). */
final class RetryAfter {

    private RetryAfter() {}

    /** The wait, from seconds or from a date; zero where nothing that can be read is said. */
    static Duration of(String value, Instant now) {
        OptionalInt seconds = Numbers.parse(value);
        if (seconds.isPresent()) {
            return Duration.ofSeconds(seconds.getAsInt());
        }
        if (value.isEmpty() || value.charAt(0) < 'A') {
            return Duration.ZERO;
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
        } catch (DateTimeParseException unreadable) {
            return Duration.ZERO;
        }
    }
}
