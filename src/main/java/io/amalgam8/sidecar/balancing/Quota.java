package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.config.RetryOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What one destination has under way in the whole process, and what it may. Any thread may call any of its methods. */
public final class Quota {

    /** So old the last use may be before another one is worth a write that all threads see. */
    private static final long NEWS_NANOS = Duration.ofMinutes(1).toNanos();

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();
    private final RetryBudget retries;
    private volatile long seenNanos;

    Quota(RetryOptions options, long now) {
        this.retries = new RetryBudget(options, now);
        this.seenNanos = now;
    }

    /** From now on it is given so many retries. */
    void renew(RetryOptions options) {
        retries.renew(options);
    }

    /** A call begins; false when so many are under way already. Then, and only then, it does not {@link #leave}. */
    public boolean enter(int most, long now) {
        if (!take(requests, most)) {
            return false;
        }
        retries.requested(now);
        if (now - seenNanos > NEWS_NANOS) {
            seenNanos = now;
        }
        return true;
    }

    /** The call has ended. */
    public void leave() {
        requests.decrementAndGet();
    }

    /** It begins to wait for a connection; false when so many wait already. */
    public boolean enterPending(int most) {
        return take(pending, most);
    }

    /** It waits no longer. */
    public void leavePending() {
        pending.decrementAndGet();
    }

    /** Takes one retry out of the budget; false when it is spent. */
    public boolean mayRetry(long now) {
        return retries.withdraw(now);
    }

    void seen(long now) {
        seenNanos = now;
    }

    /** Whether nobody has had use for it since then. */
    boolean isUnusedSince(long nanos) {
        return requests.get() == 0 && seenNanos - nanos < 0;
    }

    /** Takes a place where there is one; a crowd at the door cannot make it look fuller than it is. */
    public static boolean take(AtomicInteger count, int most) {
        while (true) {
            int taken = count.get();
            if (taken >= most) {
                return false;
            }
            if (count.compareAndSet(taken, taken + 1)) {
                return true;
            }
        }
    }
}
