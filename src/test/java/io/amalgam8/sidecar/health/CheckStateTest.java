package io.amalgam8.sidecar.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.ApplicationHealth.State;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results are letters, one each second: {@code .} it passes, {@code x} it fails. Rise 2, fall 3, start period 5 s. */
final class CheckStateTest {

    private static final HealthCheckOptions OPTIONS = options(Duration.ofSeconds(10));

    @ParameterizedTest
    @CsvSource({
        "'',           STARTING",
        ".,            HEALTHY",
        "xxxx.,        HEALTHY",
        "x,            STARTING",
        "xxxxx,        STARTING",
        "xxxxxxx,      STARTING",
        "xxxxxxxx,     UNHEALTHY",
        "xxxxxxx.,     HEALTHY",
        "xxxxxxxx.,    UNHEALTHY",
        "xxxxxxxx..,   HEALTHY",
        ".x,           HEALTHY",
        ".xx,          HEALTHY",
        ".xxx,         UNHEALTHY",
        ".xx.xx.xx.xx, HEALTHY",
        ".xxx.,        UNHEALTHY",
        ".xxx..,       HEALTHY",
        ".xxx.x.x.x,   UNHEALTHY",
        ".xxx.x..,     HEALTHY",
        ".xxx..xx.,    HEALTHY",
        ".xxx..xxx,    UNHEALTHY",
    })
    void turnsByResultsInARow(String results, State state) {
        assertThat(after(results).state()).isEqualTo(state);
    }

    @Test
    void knowsWhyTheLastOneFailedUntilItIsHealthy() {
        assertThat(after("").reason()).isEmpty();
        assertThat(after("x").reason()).isEqualTo("failure 0");
        assertThat(after(".xxx").reason()).isEqualTo("failure 3");
        assertThat(after(".xxxx").reason()).isEqualTo("failure 4");
        assertThat(after(".xxx.").reason()).isEqualTo("failure 3");
        assertThat(after(".xxx..").reason()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'',0,1000", "xx,2,1000", "xx,5,10000", ".,1,10000", ".xxx,4,10000"})
    void asksEachSecondWhereTheApplicationMayComeUpAnyMoment(String results, long age, long millis) {
        assertThat(after(results).interval(OPTIONS, Duration.ofSeconds(age))).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void neverAsksLessOftenThanItIsToldTo() {
        HealthCheckOptions often = options(Duration.ofMillis(300));

        assertThat(CheckState.NEW.interval(often, Duration.ZERO)).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void oneThatIsPresumedHealthyFallsAsAnyOther() {
        CheckState state = CheckState.PRESUMED_HEALTHY;
        for (int i = 0; i < 3; i++) {
            assertThat(state.state()).isEqualTo(State.HEALTHY);
            state = state.failed(OPTIONS, "no", Duration.ZERO);
        }
        assertThat(state.state()).isEqualTo(State.UNHEALTHY);
    }

    private static CheckState after(String results) {
        CheckState state = CheckState.NEW;
        for (int i = 0; i < results.length(); i++) {
            state = results.charAt(i) == '.'
                    ? state.passed(OPTIONS)
                    : state.failed(OPTIONS, "failure " + i, Duration.ofSeconds(i));
        }
        return state;
    }

    private static HealthCheckOptions options(Duration interval) {
        return new HealthCheckOptions(
                new HealthCheckTarget.Tcp("localhost", 80), interval, interval, 2, 3, Duration.ofSeconds(5));
    }
}
