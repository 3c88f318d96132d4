package io.amalgam8.sidecar.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amalgam8.sidecar.testing.FakeTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PollerTest {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final FakeTimers timers = new FakeTimers();
    private final List<Promise<Void>> runs = new ArrayList<>();

    @Test
    void runsAtOnceAtItsStart() {
        start(INTERVAL, 0.5);

        assertThat(runs).hasSize(1);
        assertThat(timers.delays()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,13500", "0.5,15000", "1,16500"})
    void runsAgainAfterItsIntervalSpreadByATenth(double chance, long millis) {
        start(INTERVAL, chance);

        runs.get(0).complete();

        assertThat(timers.fire()).isEqualTo(Duration.ofMillis(millis));
        assertThat(runs).hasSize(2);
    }

    @Test
    void neverRunsTwiceAtOnce() {
        start(INTERVAL, 0.5);
        runs.get(0).complete();
        timers.fire();

        assertThat(runs).hasSize(2);
        assertThat(timers.delays()).as("while the second run is under way").isEmpty();
    }

    @Test
    void hidesNoErrorOfTheMachineAndGoesOnNonetheless() {
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");
        start(INTERVAL, 0.5);

        assertThatThrownBy(() -> runs.get(0).fail(full)).isSameAs(full);

        assertThat(timers.delays()).hasSize(1);
    }

    @Test
    void isSlowerWhileRunsFailAndNeverSlowerThanItsInterval() {
        start(INTERVAL, 0.5);

        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            runs.get(i).fail("away");
            waits.add(timers.fire().toMillis());
        }

        assertThat(waits).isSorted().first().isEqualTo(1050L);
        assertThat(waits).element(1).isEqualTo(2000L);
        assertThat(waits).allMatch(wait -> wait >= 1000 && wait <= 15_000);
        runs.get(7).complete();
        assertThat(timers.delays()).containsExactly(INTERVAL);
    }

    @ParameterizedTest
    @CsvSource({"0,180", "1,220"})
    void keepsAShortIntervalWhileRunsFail(double chance, long millis) {
        start(Duration.ofMillis(200), chance);

        runs.get(0).fail("away");
        timers.fire();
        runs.get(1).fail("away");

        assertThat(timers.delays()).containsExactly(Duration.ofMillis(millis));
    }

    @Test
    void takesAThrownExceptionForAFailedRun() {
        Poller.start(INTERVAL, timers, () -> 0.5, () -> {
            throw new IllegalStateException("broken");
        });

        assertThat(timers.delays()).containsExactly(Duration.ofMillis(1050));
    }

    @Test
    void waitsAtLeastAsLongAsAFailureAsksFor() {
        start(INTERVAL, 0.5);

        runs.get(0).fail(new Overloaded(Duration.ofSeconds(40)));
        assertThat(timers.fire()).isEqualTo(Duration.ofSeconds(40));

        runs.get(1).fail(new Overloaded(Duration.ofMillis(1)));
        assertThat(timers.delays()).as("less than the usual wait").containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void goesByAnotherIntervalFromTheNextEndOfARunOn() {
        Poller poller = start(INTERVAL, 0.5);
        poller.every(Duration.ofSeconds(5));

        runs.get(0).complete();

        assertThat(timers.delays()).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void isStoppedOnlyWhenTheLastRunHasEnded() {
        Poller poller = start(INTERVAL, 0.5);

        Future<Void> stopped = poller.stop();

        assertThat(stopped.isComplete()).isFalse();
        runs.get(0).fail("closed");
        assertThat(stopped.succeeded()).isTrue();
        assertThat(timers.delays()).isEmpty();
    }

    @Test
    void beginsNoRunAfterItsStop() {
        Poller poller = start(INTERVAL, 0.5);
        runs.get(0).complete();

        assertThat(poller.stop().succeeded()).isTrue();
        assertThat(timers.delays()).isEmpty();
        assertThat(runs).hasSize(1);
    }

    private static final class Overloaded extends RuntimeException implements Postponing {

        private final Duration least;

        Overloaded(Duration least) {
            this.least = least;
        }

        @Override
        public Duration least() {
            return least;
        }
    }

    private Poller start(Duration interval, double chance) {
        return Poller.start(interval, timers, () -> chance, () -> {
            Promise<Void> run = Promise.promise();
            runs.add(run);
            return run.future();
        });
    }
}
