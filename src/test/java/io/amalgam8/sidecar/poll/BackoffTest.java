package io.amalgam8.sidecar.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackoffTest {

    private static final double MIDDLE = 0.5;

    @ParameterizedTest
    @CsvSource({"1,1000", "2,2000", "3,4000", "4,5000", "5,5000", "100,5000", "2147483647,5000"})
    void doublesUpToItsLongest(int failures, long millis) {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), 0);

        assertThat(backoff.after(failures, MIDDLE)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"0,1800", "0.5,2000", "1,2200"})
    void isSpreadToBothSidesByChance(double chance, long millis) {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), 0.1);

        assertThat(backoff.after(2, chance).toMillis()).isCloseTo(millis, within(1L));
    }

    @Property(seed = "30")
    void staysBetweenItsShortestAndItsLongest(
            @ForAll @IntRange(min = 1) int failures,
            @ForAll @DoubleRange(min = 0, max = 1) double chance,
            @ForAll @DoubleRange(min = 0, max = 0.99) double jitter,
            @ForAll @IntRange(min = 1, max = 100_000) int shortest,
            @ForAll @IntRange(min = 0, max = 100_000) int more) {
        Duration least = Duration.ofMillis(shortest);
        Duration most = least.plusMillis(more);

        assertThat(new Backoff(least, most, jitter).after(failures, chance)).isBetween(least, most);
    }

    @Test
    void refusesWhatIsNoBackoff() {
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new Backoff(Duration.ZERO, second, 0)).hasMessageContaining("expected");
        assertThatThrownBy(() -> new Backoff(second, Duration.ofMillis(1), 0)).hasMessageContaining("expected");
        assertThatThrownBy(() -> new Backoff(second, second, 1)).hasMessageContaining("jitter: 1.0");
    }
}
