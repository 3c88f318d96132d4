package io.amalgam8.sidecar.health;

import io.amalgam8.sidecar.bus.ApplicationHealth.State;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.poll.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One check, again and again: each gives its result within the timeout, and the next one begins an interval after it, though
 * never before it has wholly ended. Belongs to one event loop.
 */
final class Check {

    private final HealthCheckOptions options;
    private final Probe probe;
    private final Clock clock;
    private final Edge edge;
    private final long bornNanos;

    private CheckState state;
    private boolean stopped;
    private Future<Void> asking = Future.succeededFuture();
    private Promise<Void> end = Promise.promise();
    private Timers.Timer next = () -> false;

    /** Where time comes from. */
    record Clock(Timers timers, LongSupplier nanoTime) {}

    /** Hears that a check stands otherwise than before, or fails for another reason. */
    @FunctionalInterface
    interface Edge {
        void changed(Check check, State before);
    }

    Check(HealthCheckOptions options, CheckState state, Probe probe, Clock clock, Edge edge) {
        this.options = options;
        this.state = state;
        this.probe = probe;
        this.clock = clock;
        this.edge = edge;
        this.bornNanos = clock.nanoTime().getAsLong();
    }

    HealthCheckOptions options() {
        return options;
    }

    CheckState state() {
        return state;
    }

    void start() {
        ask();
    }

    /** No check begins from now on, and no result counts; done when the one that is under way has been ended. */
    Future<Void> stop() {
        stopped = true;
        next.cancel();
        end.tryComplete();
        return asking.transform(ended -> probe.close());
    }

    private void ask() {
        long begunNanos = clock.nanoTime().getAsLong();
        Promise<Void> verdict = Promise.promise();
        end = Promise.promise();
        Promise<Void> over = end;
        Timers.Timer limit = clock.timers().after(options.timeout(), () -> {
            verdict.tryFail(new FailedCheckException("no answer within " + seconds(options.timeout())));
            over.tryComplete();
        });
        verdict.future().onSuccess(passed -> settle(state.passed(options))).onFailure(this::failed);
        asking = Future.succeededFuture().compose(now -> probe.ask(over.future()));
        asking.onSuccess(verdict::tryComplete).onFailure(verdict::tryFail).onComplete(ended -> {
            limit.cancel();
            goOn(begunNanos);
        });
    }

    private void failed(Throwable failure) {
        settle(state.failed(options, FailedCheckException.reasonOf(failure), since(bornNanos)));
    }

    private void settle(CheckState settled) {
        if (stopped) {
            return;
        }
        CheckState before = state;
        state = settled;
        boolean isHealthy = settled.state() == State.HEALTHY;
        if (before.state() != settled.state() || (!isHealthy && !before.reason().equals(settled.reason()))) {
            edge.changed(this, before.state());
        }
    }

    private void goOn(long begunNanos) {
        if (stopped) {
            return;
        }
        Duration left = state.interval(options, since(bornNanos)).minus(since(begunNanos));
        next = clock.timers().after(left.isNegative() ? Duration.ZERO : left, this::ask);
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(clock.nanoTime().getAsLong() - nanos);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1e3 + " s";
    }
}
