package io.amalgam8.sidecar.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {

    private static final String DATE = "Sun, 22 Nov 2026 12:00:00 GMT";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 | PT30S",
                "' 7 ' | PT7S",
                "0 | PT0S",
                "301 | PT5M",
                "99999999999999999999 | PT5M",
                "-1 | PT0S",
                "1.5 | PT0S",
                "soon | PT0S",
                "'' | PT0S",
                "Sun, 22 Nov 2026 12:00:45 GMT | PT45S",
                "Sun, 22 Nov 2026 11:00:00 GMT | PT0S",
                "Mon, 23 Nov 2026 12:00:00 GMT | PT5M",
            })
    void asksForThatLongAndNeverForMoreThanFiveMinutes(String field, Duration expected) {
        assertThat(RetryAfter.read(Optional.of(field), Optional.of(DATE))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Sun, 22 Nov 2026 12:00:45 GMT | yesterday"})
    void aMomentSaysNothingWithoutTheServersOwnDate(String field, String date) {
        assertThat(RetryAfter.read(Optional.of(field), Optional.empty())).isZero();
        assertThat(RetryAfter.read(Optional.of(field), Optional.of(date))).isZero();
        assertThat(RetryAfter.read(Optional.empty(), Optional.of(DATE))).isZero();
    }
}
