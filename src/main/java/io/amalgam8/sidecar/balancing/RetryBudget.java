package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.config.RetryOptions;

/**
 * How many retries one destination is given: a share of the requests that it got in the last ten seconds, and some in
 * each second besides, so that a service with few calls has some as well. What is not used of the latter is kept for a
 * second, not longer, or a service that falls ill would be met by all of it at once.
 */
final class RetryBudget {

    private static final double SECOND_NANOS = 1e9;

    private final RetryOptions options;
    private final SlidingCount requests = new SlidingCount();
    private final SlidingCount retries = new SlidingCount();
    private double reserve;
    private long refilledNanos;

    RetryBudget(RetryOptions options, long now) {
        this.options = options;
        this.reserve = options.budgetPerSecond();
        this.refilledNanos = now;
    }

    /** A call has come for the first time. */
    void requested(long now) {
        requests.increment(now);
    }

    /** Takes a retry out of the budget; false when it is spent. */
    synchronized boolean withdraw(long now) {
        if ((retries.sum(now) + 1) * 100 <= requests.sum(now) * options.budgetPercent()) {
            retries.increment(now);
            return true;
        }
        double earned = Math.max(0, now - refilledNanos) / SECOND_NANOS * options.budgetPerSecond();
        reserve = Math.min(options.budgetPerSecond(), reserve + earned);
        refilledNanos = now;
        if (reserve < 1) {
            return false;
        }
        reserve--;
        return true;
    }
}
