package io.amalgam8.sidecar.poll;

import java.time.Duration;

/**
 * When a poll comes again: at its interval, spread by a tenth to either side; after failures at once slower and never
 * slower than the interval. Never faster than each second after a failure, except where the interval itself is shorter.
 */
record Rhythm(Duration interval) {

    private static final double JITTER = 0.1;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    /**
     * The wait from one run's end to the next one's start.
     *
     * @param failures in a row, up to now
     * @param chance 0 to less than 1
     */
    Duration next(int failures, double chance) {
        if (failures == 0 || interval.compareTo(FIRST_RETRY) <= 0) {
            double share = 1 - JITTER + 2 * JITTER * chance;
            return Duration.ofNanos(Math.round((double) interval.toNanos() * share));
        }
        return new Backoff(FIRST_RETRY, interval, JITTER).after(failures, chance);
    }
}
