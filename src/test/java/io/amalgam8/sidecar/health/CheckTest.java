package io.amalgam8.sidecar.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.bus.ApplicationHealth.State;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.testing.FakeTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rhythm of one check, without any time that passes by itself. */
final class CheckTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final FakeTimers timers = new FakeTimers();
    private final FakeProbe probe = new FakeProbe();
    private final List<State> edges = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private long nowNanos;
    private final Check check = new Check(
            new HealthCheckOptions(new HealthCheckTarget.Tcp("localhost", 80), INTERVAL, TIMEOUT, 1, 2, Duration.ZERO),
            CheckState.NEW,
            probe,
            new Check.Clock(timers, () -> nowNanos),
            this::changed);

    @Test
    void asksAtOnceAndAgainAnIntervalAfterTheStartOfTheLastOne() {
        check.start();
        assertThat(probe.asked()).isEqualTo(1);
        assertThat(timers.delays()).containsExactly(TIMEOUT);

        pass(Duration.ofMillis(300));
        probe.answer();

        assertThat(timers.delays()).containsExactly(INTERVAL.minusMillis(300));
        assertThat(edges).containsExactly(State.HEALTHY);
        assertThat(timers.fire()).isEqualTo(INTERVAL.minusMillis(300));
        assertThat(probe.asked()).isEqualTo(2);
    }

    @Test
    void givesAResultInTimeAndAsksNotAgainBeforeTheLastOneHasWhollyEnded() {
        check.start();
        pass(TIMEOUT);
        timers.fire();

        assertThat(probe.isToldToEnd()).isTrue();
        assertThat(check.state().against()).isEqualTo(1);
        assertThat(check.state().reason()).isEqualTo("no answer within 2.0 s");
        assertThat(timers.delays()).isEmpty();

        pass(INTERVAL);
        probe.fail("killed");
        assertThat(check.state().against()).as("one check, one result").isEqualTo(1);
        assertThat(timers.delays()).containsExactly(Duration.ZERO);
    }

    @Test
    void tellsOnlyWhenItsStateChanges() {
        check.start();
        for (String results : List.of("x", "x", "x", ".", ".", "x", ".", "x", "x", "x")) {
            if (results.equals(".")) {
                probe.answer();
            } else {
                probe.fail("no");
            }
            timers.fire();
        }
        assertThat(edges).containsExactly(State.UNHEALTHY, State.HEALTHY, State.UNHEALTHY);
    }

    @Test
    void aProbeThatThrowsHasFailed() {
        probe.throwNext = true;
        check.start();

        assertThat(check.state().reason()).isEqualTo("cannot ask");
        assertThat(timers.delays()).hasSize(1);
    }

    @Test
    void aResultThatComesAfterTheStopCountsNoMore() {
        check.start();

        Future<Void> stopped = check.stop();
        assertThat(probe.isToldToEnd()).isTrue();
        assertThat(stopped.isComplete()).isFalse();
        probe.answer();

        assertThat(stopped.succeeded()).isTrue();
        assertThat(probe.closed).isTrue();
        assertThat(edges).isEmpty();
        assertThat(timers.delays()).isEmpty();
    }

    @Test
    void tellsAlsoThatItFailsForAnotherReason() {
        check.start();
        for (String reason : List.of("one", "one", "other", "other", "one")) {
            probe.fail(reason);
            timers.fire();
        }

        assertThat(reasons).containsExactly("one", "one", "other", "one");
        assertThat(edges).containsExactly(State.UNHEALTHY);
    }

    private void changed(Check changed, State before) {
        reasons.add(changed.state().reason());
        if (changed.state().state() != before) {
            edges.add(changed.state().state());
        }
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    /** Answers when the test says so. */
    private static final class FakeProbe implements Probe {

        private final List<Promise<Void>> answers = new ArrayList<>();
        private Future<Void> end = Future.succeededFuture();
        private boolean throwNext;
        private boolean closed;

        @Override
        public Future<Void> ask(Future<Void> end) {
            if (throwNext) {
                throw new FailedCheckException("cannot ask");
            }
            this.end = end;
            answers.add(Promise.promise());
            return answers.get(answers.size() - 1).future();
        }

        @Override
        public Future<Void> close() {
            closed = true;
            return Future.succeededFuture();
        }

        int asked() {
            return answers.size();
        }

        boolean isToldToEnd() {
            return end.isComplete();
        }

        void answer() {
            answers.get(answers.size() - 1).complete();
        }

        void fail(String reason) {
            answers.get(answers.size() - 1).fail(new FailedCheckException(reason));
        }
    }
}
