package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.config.RetryOptions;

/**
 * How many retries one destination is given: a share of the requests that it got in the last ten seconds, but so many
 * in each second in any case, for a service that gets few calls. The latter are not saved up beyond a second, and
 * retries of either kind use them up, so that a service that falls ill is met by hardly more than the share.
 */
final class RetryBudget {

    private static final double SECOND_NANOS = 1e9;

    private RetryOptions options;
    private final SlidingCount requests = new SlidingCount();
    private final SlidingCount retries = new SlidingCount();
    private double reserve;
    private long refilledNanos;

    RetryBudget(RetryOptions options, long now) {
        this.options = options;
        this.reserve = options.budgetPerSecond();
        this.refilledNanos = now;
    }

    /** From now on it is given so many; what it has used up stays used up. */
    synchronized void renew(RetryOptions next) {
        options = next;
    }

    /** A call has come for the first time. */
    void requested(long now) {
        requests.increment(now);
    }

    /** Takes a retry out of the budget; false when it is spent. */
    synchronized boolean withdraw(long now) {
        double earned = Math.max(0, now - refilledNanos) / SECOND_NANOS * options.budgetPerSecond();
        reserve = Math.min(options.budgetPerSecond(), reserve + earned);
        refilledNanos = now;
        boolean withinShare = (retries.sum(now) + 1) * 100 <= requests.sum(now) * options.budgetPercent();
        if (!withinShare && reserve < 1) {
            return false;
        }
        retries.increment(now);
        reserve = Math.max(0, reserve - 1);
        return true;
    }
}
