package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.metrics.RequestMeters;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells how late an event loop comes to what is due, which is how long something has blocked it: a beat that costs next
 * to nothing, ten times a second.
 */
final class LoopWatch {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RequestMeters meters;
    private final LongSupplier clock;
    private final Future<?> beats;
    private long dueNanos;

    private LoopWatch(EventLoop loop, RequestMeters meters, LongSupplier clock) {
        this.meters = meters;
        this.clock = clock;
        this.dueNanos = clock.getAsLong() + PERIOD_NANOS;
        this.beats = loop.scheduleWithFixedDelay(this::beat, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    }

    /** Begins to watch; on that event loop. */
    static LoopWatch over(EventLoop loop, RequestMeters meters) {
        return over(loop, meters, System::nanoTime);
    }

    static LoopWatch over(EventLoop loop, RequestMeters meters, LongSupplier clock) {
        return new LoopWatch(loop, meters, clock);
    }

    void end() {
        beats.cancel(false);
    }

    private void beat() {
        long now = clock.getAsLong();
        meters.late(Math.max(0, now - dueNanos), now);
        dueNanos = now + PERIOD_NANOS;
    }
}
