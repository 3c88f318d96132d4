package io.amalgam8.sidecar.poll;

import java.time.Duration;

/**
 * How long to wait after failures in a row: the shortest wait, doubled by each further failure, up to the longest, and
 * spread by chance so that sidecars which lost a server together do not come back to it together.
 *
 * <p>With a jitter of 0.1 the wait is between 0.9 and 1.1 times the doubled one, and never outside the shortest and the
 * longest. The way is the "exponential backoff and jitter" of M. Brooker (AWS Architecture Blog, 2015), with a spread
 * that keeps the waits in order.
 *
 * @param shortest after the first failure; above zero
 * @param longest at most; not below the shortest
 * @param jitter the spread to either side, as a share: 0 to less than 1
 */
public record Backoff(Duration shortest, Duration longest, double jitter) {

    public Backoff {
        if (shortest.isNegative() || shortest.isZero() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException(
                    "backoff: " + shortest + ".." + longest + " (expected: shortest above 0, longest not below it)");
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter: " + jitter + " (expected: 0 to less than 1)");
        }
    }

    /**
     * The wait after so many failures in a row.
     *
     * @param failures at least 1
     * @param chance 0 to less than 1: 0 for the shortest end of the spread, 1 for its longest
     */
    public Duration after(int failures, double chance) {
        double doubled = Math.min(nanos(shortest) * Math.pow(2, Math.max(0, failures - 1)), nanos(longest));
        double least = Math.max(doubled * (1 - jitter), nanos(shortest));
        double most = Math.min(doubled * (1 + jitter), nanos(longest));
        return Duration.ofNanos(Math.round(least + (most - least) * chance));
    }

    private static double nanos(Duration duration) {
        return (double) duration.toNanos();
    }
}
