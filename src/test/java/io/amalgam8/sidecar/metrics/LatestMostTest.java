package io.amalgam8.sidecar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LatestMostTest {

    private static final long START = -5;

    private final LatestMost most = new LatestMost(START);

    @Test
    void isTheGreatest() {
        assertThat(most.get()).isZero();
        tell(3, Duration.ofSeconds(1));
        tell(9, Duration.ofSeconds(2));
        tell(4, Duration.ofSeconds(59));

        assertThat(most.get()).isEqualTo(9);
    }

    @Test
    void forgetsAfterAMinuteAndBeforeTwo() {
        tell(9, Duration.ofSeconds(30));
        tell(2, Duration.ofSeconds(90));
        assertThat(most.get()).isEqualTo(9);
        tell(1, Duration.ofSeconds(119));
        assertThat(most.get()).isEqualTo(9);
        tell(1, Duration.ofMinutes(2));
        assertThat(most.get()).isEqualTo(2);
        tell(0, Duration.ofMinutes(3));
        assertThat(most.get()).isEqualTo(1);
    }

    @Test
    void forgetsAllWhenNothingWasToldForLong() {
        tell(9, Duration.ofSeconds(30));
        tell(1, Duration.ofMinutes(3));

        assertThat(most.get()).isEqualTo(1);
    }

    private void tell(long number, Duration sinceStart) {
        most.tell(number, START + sinceStart.toNanos());
    }
}
