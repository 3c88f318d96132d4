package io.amalgam8.sidecar.balancing;

import java.util.concurrent.atomic.AtomicLongArray;

/** How often something has happened in the last ten seconds, give or take one; any thread counts, none waits. */
final class SlidingCount {

    private static final int SECONDS = 10;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int COUNT_BITS = 32;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    /** For each second its number, shortened, above its count. */
    private final AtomicLongArray seconds = new AtomicLongArray(SECONDS);

    void increment(long now) {
        long second = Math.floorDiv(now, SECOND_NANOS);
        int place = (int) Math.floorMod(second, (long) SECONDS);
        while (true) {
            long before = seconds.get(place);
            boolean same = before >>> COUNT_BITS == (second & COUNT_MASK);
            long after = same ? before + 1 : second << COUNT_BITS | 1;
            if (seconds.compareAndSet(place, before, after)) {
                return;
            }
        }
    }

    long sum(long now) {
        long second = Math.floorDiv(now, SECOND_NANOS);
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) {
            long one = seconds.get(i);
            long age = (second - (one >>> COUNT_BITS)) & COUNT_MASK;
            sum += age < SECONDS ? one & COUNT_MASK : 0;
        }
        return sum;
    }
}
