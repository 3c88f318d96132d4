package io.amalgam8.sidecar.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.balancing.InstanceHealth.Change;
import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.metrics.RequestMeters.EjectionReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When an instance is spared, and when it is taken back. */
final class InstanceHealthTest {

    private static final long SECOND = 1_000_000_000L;
    private static final OutlierOptions USUAL = OutlierOptions.USUAL;

    private final InstanceHealth health = new InstanceHealth(0);

    @Test
    void isDoubtedAfterOneConnectFailureAndOutAfterTwo() {
        assertThat(ends(Outcome.CONNECT_FAILURE, SECOND)).isEqualTo(Change.DOUBTED);
        assertThat(health.isAvoided()).isTrue();
        assertThat(health.isOut()).isFalse();

        assertThat(ends(Outcome.CONNECT_FAILURE, SECOND)).isEqualTo(Change.EJECTED);
        assertThat(health.isOut()).isTrue();
        assertThat(health.reason()).isEqualTo(EjectionReason.CONNECT_FAILURES);
    }

    @Test
    void isBelievedAgainWhenItCanBeConnectedTo() {
        ends(Outcome.CONNECT_FAILURE, SECOND);

        assertThat(ends(Outcome.SUCCESS, 2 * SECOND)).isEqualTo(Change.BELIEVED);
        assertThat(health.isAvoided()).isFalse();
        assertThat(ends(Outcome.CONNECT_FAILURE, 3 * SECOND)).isEqualTo(Change.DOUBTED);
    }

    @Test
    void isNotProvedByWhatWasBegunBefore() {
        ends(Outcome.CONNECT_FAILURE, 2 * SECOND);

        assertThat(health.record(Outcome.SUCCESS, SECOND, USUAL, 3 * SECOND, 0)).isEqualTo(Change.NONE);
        assertThat(health.isAvoided()).isTrue();
    }

    @Test
    void isOutAfterFiveFailuresInARowAndNotAfterFiveWithASuccessBetween() {
        for (int i = 0; i < 4; i++) {
            assertThat(ends(Outcome.FAILURE, i)).isEqualTo(Change.NONE);
        }
        ends(Outcome.SUCCESS, 5);
        for (int i = 0; i < 4; i++) {
            assertThat(ends(Outcome.FAILURE, 6 + i)).isEqualTo(Change.NONE);
        }

        assertThat(ends(Outcome.FAILURE, 11)).isEqualTo(Change.EJECTED);
        assertThat(health.reason()).isEqualTo(EjectionReason.CONSECUTIVE_FAILURES);
    }

    @Test
    void isOutWhenTooManyOfTwentyFail() {
        Change last = Change.NONE;
        for (int i = 0; i < 20; i++) {
            assertThat(last).isEqualTo(Change.NONE);
            last = ends(i % 4 == 3 ? Outcome.FAILURE : Outcome.SUCCESS, i * SECOND / 4);
        }
        for (int i = 0; i < 3 && last == Change.NONE; i++) {
            last = ends(Outcome.FAILURE, 6 * SECOND);
        }

        assertThat(last).isEqualTo(Change.EJECTED);
        assertThat(health.reason()).isEqualTo(EjectionReason.SUCCESS_RATE);
    }

    @Test
    void forgetsFailuresOlderThanTheInterval() {
        for (int i = 0; i < 100; i++) {
            assertThat(ends(Outcome.SUCCESS, 11L * i * SECOND)).isEqualTo(Change.NONE);
            assertThat(ends(Outcome.FAILURE, 11L * i * SECOND)).isEqualTo(Change.NONE);
        }

        assertThat(health.isAvoided()).isFalse();
    }

    @Test
    void isOutForLongerEachTimeUpToTheLongest() {
        long now = SECOND;
        eject(now);
        for (int times = 1; times <= 12; times++) {
            long out = Math.min(300, 30L * times) * SECOND;
            assertThat(health.dueNanos()).isEqualTo(now + out);
            assertThat(health.claimProbe(now + out - 1)).isFalse();
            now += out;
            assertThat(health.claimProbe(now)).isTrue();
            assertThat(ends(Outcome.FAILURE, now)).isEqualTo(Change.EJECTED);
        }
    }

    @Test
    void isOutForUpToATenthLongerByChance() {
        for (int i = 0; i < 4; i++) {
            health.record(Outcome.FAILURE, i, USUAL, i, 0.5);
        }
        health.record(Outcome.FAILURE, 4, USUAL, 4, 0.5);

        assertThat(health.dueNanos() - 4).isEqualTo(Duration.ofMillis(31_500).toNanos());
    }

    @Test
    void isTakenBackByOneProbeAndNobodyElseProbesMeanwhile() {
        eject(0);
        long due = health.dueNanos();

        assertThat(health.claimProbe(due)).isTrue();
        assertThat(health.claimProbe(due + 1)).isFalse();
        assertThat(ends(Outcome.FAILURE, due - SECOND)).isEqualTo(Change.NONE);
        assertThat(ends(Outcome.SUCCESS, due + 1)).isEqualTo(Change.READMITTED);
        assertThat(health.isAvoided()).isFalse();
    }

    @Test
    void isProbedAgainWhenTheProbeTellsNothing() {
        eject(0);
        long due = health.dueNanos();
        health.claimProbe(due);

        assertThat(ends(Outcome.NONE, due + 1)).isEqualTo(Change.UNPROVED);
        assertThat(health.claimProbe(due + 2)).isFalse();
        assertThat(health.claimProbe(due + 1 + SECOND)).isTrue();
    }

    @Test
    void beginsWithTheFirstPeriodAgainAfterItWasInForLong() {
        eject(0);
        health.claimProbe(health.dueNanos());
        long back = health.dueNanos();
        ends(Outcome.SUCCESS, back);
        eject(back + 31 * SECOND);

        assertThat(health.dueNanos()).isEqualTo(back + 61 * SECOND);
    }

    @Test
    void ignoresStragglersFromBeforeItWasTakenBack() {
        eject(0);
        health.claimProbe(health.dueNanos());
        ends(Outcome.SUCCESS, 40 * SECOND);
        for (int i = 0; i < 10; i++) {
            assertThat(health.record(Outcome.FAILURE, 35 * SECOND, USUAL, 41 * SECOND, 0))
                    .isEqualTo(Change.NONE);
        }

        assertThat(health.isAvoided()).isFalse();
    }

    private void eject(long now) {
        for (int i = 0; i < 5; i++) {
            ends(Outcome.FAILURE, now);
        }
        assertThat(health.isOut()).isTrue();
    }

    private Change ends(Outcome outcome, long now) {
        return health.record(outcome, now, USUAL, now, 0);
    }
}
