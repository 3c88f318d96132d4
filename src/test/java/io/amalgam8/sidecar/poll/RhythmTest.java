package io.amalgam8.sidecar.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a poll comes again: the interval, the failures in a row, what chance says, and the wait in milliseconds. */
final class RhythmTest {

    @ParameterizedTest
    @CsvSource({
        "PT15S,   0,          0.5, 15000",
        "PT15S,   0,          0.0, 13500",
        "PT15S,   0,          1.0, 16500",
        "PT15S,   1,          0.0, 1000",
        "PT15S,   1,          1.0, 1100",
        "PT15S,   2,          0.5, 2000",
        "PT15S,   3,          0.5, 4000",
        "PT15S,   4,          0.5, 8000",
        "PT15S,   5,          0.0, 13500",
        "PT15S,   5,          1.0, 15000",
        "PT15S,   2147483647, 1.0, 15000",
        "PT1H,    12,         0.5, 2048000",
        "PT1H,    13,         1.0, 3600000",
        "PT2S,    1,          0.5, 1050",
        "PT2S,    2,          1.0, 2000",
        "PT1S,    0,          0.5, 1000",
        "PT1S,    9,          0.5, 1000",
        "PT0.1S,  0,          0.0, 90",
        "PT0.1S,  9,          1.0, 110",
    })
    void waits(Duration interval, int failures, double chance, long millis) {
        assertThat(new Rhythm(interval).next(failures, chance).toMillis()).isCloseTo(millis, within(1L));
    }
}
