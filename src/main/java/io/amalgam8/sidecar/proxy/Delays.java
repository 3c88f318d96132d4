package io.amalgam8.sidecar.proxy;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds calls up where action rules ask for it, or before another try: without a thread, and only so many at a time in the whole process. */
final class Delays {

    private final EventExecutor loop;
    private final AtomicInteger running;
    private int most;

    /**
     * The delays of one event loop.
     *
     * @param running counts those of all loops
     */
    Delays(EventExecutor loop, AtomicInteger running, int most) {
        this.loop = loop;
        this.running = running;
        this.most = most;
    }

    /** From the next call on so many may wait. */
    void most(int calls) {
        most = calls;
    }

    /** Begins to wait; empty when too many calls wait already. */
    Optional<Delay> begin(Duration duration) {
        if (running.incrementAndGet() > most) {
            running.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Delay(duration, running::decrementAndGet));
    }

    /** Begins to wait before another try: as short as that is, it counts for no delay. */
    Delay pause(Duration duration) {
        return new Delay(duration, () -> {});
    }

    /** One call that waits. */
    final class Delay {

        private final Promise<Void> over = Promise.promise();
        private final ScheduledFuture<?> timer;

        private final Runnable whenOver;

        private Delay(Duration duration, Runnable whenOver) {
            this.whenOver = whenOver;
            timer = loop.schedule(this::end, duration.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** Succeeds when the time has passed, or at once when nobody waits any more. */
        Future<Void> over() {
            return over.future();
        }

        void cancel() {
            timer.cancel(false);
            end();
        }

        private void end() {
            if (over.tryComplete()) {
                whenOver.run();
            }
        }
    }
}
