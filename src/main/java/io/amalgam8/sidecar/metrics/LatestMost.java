package io.amalgam8.sidecar.metrics;

import java.time.Duration;

/** The greatest number of the last minute or two. One thread tells the numbers, any may ask. */
final class LatestMost {

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Tally most = new Tally();
    private final long firstNanos;
    private long minute;
    private long ofMinute;
    private long ofMinuteBefore;

    /** Moments are of {@link System#nanoTime}. */
    LatestMost(long nowNanos) {
        this.firstNanos = nowNanos;
    }

    void tell(long number, long nowNanos) {
        long current = (nowNanos - firstNanos) / MINUTE_NANOS;
        if (current != minute) {
            ofMinuteBefore = current == minute + 1 ? ofMinute : 0;
            ofMinute = 0;
            minute = current;
        }
        ofMinute = Math.max(ofMinute, number);
        most.set(Math.max(ofMinute, ofMinuteBefore));
    }

    long get() {
        return most.get();
    }
}
