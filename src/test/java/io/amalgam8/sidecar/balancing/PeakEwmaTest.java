package io.amalgam8.sidecar.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an instance's latency is taken for. */
final class PeakEwmaTest {

    private static final long MILLI = 1_000_000;
    private static final PeakEwma NEW = new PeakEwma();

    @Test
    void guesses30MillisForWhatHasNotAnsweredYet() {
        PeakEwma latency = new PeakEwma();

        assertThat(latency.cost(0, NEW, 0)).isEqualTo(30 * MILLI);
        assertThat(latency.cost(0, NEW, Duration.ofHours(1).toNanos())).isEqualTo(30 * MILLI);
        assertThat(latency.cost(2, NEW, 0)).isEqualTo(90 * MILLI);
    }

    @Test
    void takesTheNewToBeNoSlowerThanTheOther() {
        PeakEwma fast = new PeakEwma();
        fast.observe(2 * MILLI, 0);
        PeakEwma slow = new PeakEwma();
        slow.observe(200 * MILLI, 0);

        assertThat(NEW.cost(0, fast, 0)).isEqualTo(2 * MILLI);
        assertThat(NEW.cost(0, slow, 0)).isEqualTo(30 * MILLI);
    }

    @ParameterizedTest
    @CsvSource({
        // first, then seconds later, in millis; what it is taken for, in millis
        "10, 0, 10, 10",
        "10, 0, 100, 100",
        "100, 0, 10, 94.4",
        "100, 10, 10, 43.1",
        "100, 20, 10, 22.2",
        "100, 60, 10, 10",
        "1, 10, 50, 50"
    })
    void risesAtOnceAndFallsInTenSeconds(long first, long seconds, long second, double expected) {
        PeakEwma latency = known(first * MILLI);
        long later = Duration.ofSeconds(seconds).toNanos();
        latency.observe(second * MILLI, later);

        assertThat(latency.cost(0, NEW, later) / MILLI).isCloseTo(expected, within(0.05));
    }

    @Test
    void makesLittleOfAFirstAnswerThatWasSlow() {
        PeakEwma cold = new PeakEwma();
        cold.observe(200 * MILLI, 0);
        for (int i = 1; i < 8; i++) {
            assertThat(cold.cost(0, known(MILLI), 0)).isEqualTo(MILLI);
            cold.observe(MILLI, 0);
        }

        assertThat(cold.cost(0, known(MILLI), 0) / MILLI).isCloseTo(2.55, within(0.05));
    }

    @Test
    void forgetsAColdStartAsSoonAsEnoughAnswersHaveShownOtherwise() {
        PeakEwma latency = known(2_000 * MILLI);
        for (int i = 0; i < 100; i++) {
            latency.observe(10 * MILLI, 0);
        }

        assertThat(latency.cost(0, NEW, 0) / MILLI).isBetween(10.0, 20.0);
    }

    @Test
    void givesAnotherChanceToWhatWasSlowLongAgo() {
        PeakEwma slow = known(100 * MILLI);

        assertThat(slow.cost(0, NEW, Duration.ofSeconds(10).toNanos()) / MILLI).isCloseTo(36.8, within(0.05));
        assertThat(slow.cost(0, NEW, Duration.ofHours(1).toNanos()))
                .isPositive()
                .isLessThanOrEqualTo(MILLI);
    }

    /** One that has given its first answers, each in that time. */
    private static PeakEwma known(long nanos) {
        PeakEwma latency = new PeakEwma();
        for (int i = 0; i < 8; i++) {
            latency.observe(nanos, 0);
        }
        return latency;
    }
}
