package io.amalgam8.sidecar.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.amalgam8.sidecar.config.OutlierOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much the new get, and how many of the failing may be spared. */
final class SharesTest {

    @ParameterizedTest
    @CsvSource({"0, 0.1", "3, 0.1", "6, 0.2", "15, 0.5", "30, 1", "100, 1", "-1, 0.1"})
    void aNewInstancesShareGrowsInThirtySeconds(long age, double share) {
        assertThat(SlowStart.share(age, 30)).isCloseTo(share, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0, 3, false", "1, 1, false", "1, 2, true", "1, 10, true", "5, 10, true", "6, 10, false"})
    void theNewAreSparedUnlessMostAreNew(int fresh, int all, boolean spared) {
        assertThat(SlowStart.spares(fresh, all)).isEqualTo(spared);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1", "4, 2", "5, 2", "10, 5"})
    void noMoreThanHalfAndNeverTheLastIsSpared(int all, int most) {
        assertThat(Panic.mostSpared(all, OutlierOptions.USUAL)).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, false", "1, 2, false", "1, 3, false", "2, 3, true", "2, 4, false", "3, 4, true", "4, 4, true"})
    void allAreUsedWhenFewerThanHalfAreHealthy(int avoided, int all, boolean panic) {
        assertThat(Panic.reigns(avoided, all, OutlierOptions.USUAL)).isEqualTo(panic);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 25", "1, 0.5, 12.5", "2, 1, 50", "3, 1, 100", "4, 1, 200", "5, 1, 250", "100, 1, 250", "9, 0, 0"
    })
    void theWaitBeforeARetryDoublesToItsBound(int retry, double chance, double millis) {
        assertThat(Backoff.before(retry, chance).toNanos() / 1e6).isEqualTo(millis);
    }
}
