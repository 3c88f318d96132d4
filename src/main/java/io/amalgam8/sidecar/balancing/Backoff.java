package io.amalgam8.sidecar.balancing;

import java.time.Duration;

/**
 * How long to wait before a retry: any time up to a bound that doubles with each, so that those who failed together do
 * not come back together (<i>full jitter</i>).
 */
public final class Backoff {

    private static final long BASE_NANOS = Duration.ofMillis(25).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMillis(250).toNanos();
    private static final int MOST_DOUBLINGS = 10;

    private Backoff() {}

    /**
     * The wait before the n-th retry.
     *
     * @param retry from 1
     * @param chance 0 to 1
     */
    public static Duration before(int retry, double chance) {
        long bound = BASE_NANOS << Math.min(retry - 1, MOST_DOUBLINGS);
        return Duration.ofNanos((long) (Math.min(bound, LONGEST_NANOS) * chance));
    }
}
