package io.amalgam8.sidecar.transport;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A moment that can be put off for next to nothing: the timer behind it is left as it is and looks, when it fires,
 * whether there is still time. A connection has one for its whole life.
 */
final class Deadline {

    private final EventExecutor loop;
    private final Runnable expired;

    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;
    private long deadlineNanos;
    private boolean pending;

    Deadline(EventExecutor loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    /** So long from now, in place of any moment before; zero is never. */
    void set(Duration delay) {
        long nanos = delay.toNanos();
        if (nanos <= 0) {
            clear();
            return;
        }
        deadlineNanos = System.nanoTime() + nanos;
        pending = true;
        if (timer == null || deadlineNanos - timerNanos < 0) {
            arm(nanos);
        }
    }

    /** Never, for now. */
    void clear() {
        pending = false;
    }

    /** Never again. */
    void cancel() {
        pending = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void arm(long nanos) {
        if (timer != null) {
            timer.cancel(false);
        }
        timerNanos = deadlineNanos;
        timer = loop.schedule(this::fire, nanos, TimeUnit.NANOSECONDS);
    }

    private void fire() {
        timer = null;
        if (!pending) {
            return;
        }
        long left = deadlineNanos - System.nanoTime();
        if (left > 0) {
            arm(left);
            return;
        }
        pending = false;
        expired.run();
    }
}
