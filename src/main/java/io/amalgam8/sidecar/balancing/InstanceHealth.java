package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.metrics.RequestMeters.EjectionReason;
import io.amalgam8.sidecar.model.InstanceUsage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * How one instance has fared in the whole process, and whether it should be spared: <i>in</i>, <i>doubted</i> after a
 * connect failure until somebody has looked again, <i>out</i> for a while, <i>probed</i> by a single try.
 *
 * <p>A success while all is well takes no lock. Moments are of {@link System#nanoTime}.
 */
final class InstanceHealth {

    /** What a call's end has changed. */
    enum Change {
        NONE,
        /** It should be connected to once more, at no caller's cost. */
        DOUBTED,
        /** The doubt is over, and it was not taken out. */
        BELIEVED,
        /** A probe has told nothing, and another one is due soon. */
        UNPROVED,
        EJECTED,
        READMITTED
    }

    private enum State {
        IN,
        DOUBTED,
        OUT,
        PROBED
    }

    /** A look that was never reported is lost, and another one due. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    /** A probe that has told nothing is not repeated with each call. */
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    /** So old the last use may be before another one is worth a write that all threads see. */
    private static final long NEWS_NANOS = Duration.ofMinutes(1).toNanos();

    private static final double MOST_JITTER = 0.1;
    private static final long NEVER = Long.MAX_VALUE;

    private final long firstSeenNanos;
    private volatile long seenNanos;
    private final LongAdder successes = new LongAdder();

    private volatile State state = State.IN;
    private volatile boolean clean = true;
    private volatile long dueNanos = NEVER;
    private volatile EjectionReason reason = EjectionReason.CONNECT_FAILURES;
    private int connectFailures;
    private int failures;
    private int windowFailures;
    private boolean windowOpen;
    private long windowNanos;
    private int times;
    private long outNanos;
    /** Since when it is doubted or out: what was begun before proves nothing. */
    private long avoidedNanos;

    private long claimedNanos;
    private long readmittedNanos;

    InstanceHealth(long now) {
        this.firstSeenNanos = now;
        this.seenNanos = now;
    }

    /** Since when the proxy knows of it. */
    long firstSeenNanos() {
        return firstSeenNanos;
    }

    /** Somebody still has use for it. */
    void seen(long now) {
        seenNanos = now;
    }

    /** When somebody last had use for it. */
    long seenNanos() {
        return seenNanos;
    }

    /** Whether it should be spared, as far as others can take its calls. */
    boolean isAvoided() {
        return state != State.IN;
    }

    /** Whether it was found failing, and not only doubted. */
    boolean isOut() {
        return state == State.OUT || state == State.PROBED;
    }

    /** When {@link #claimProbe} may succeed; only what is avoided has such a moment. */
    long dueNanos() {
        return dueNanos;
    }

    /** What is thought of it. */
    InstanceUsage.State shownState() {
        return switch (state) {
            case IN -> InstanceUsage.State.HEALTHY;
            case DOUBTED -> InstanceUsage.State.DOUBTED;
            case OUT, PROBED -> InstanceUsage.State.EJECTED;
        };
    }

    /** How long it stays out at least; empty where it is not out, or a probe is under way. */
    Optional<Duration> outFor(long now) {
        long due = dueNanos;
        return state == State.OUT && due != NEVER
                ? Optional.of(Duration.ofNanos(Math.max(0, due - now)))
                : Optional.empty();
    }

    /** Why it is out. */
    EjectionReason reason() {
        return reason;
    }

    /** Whether a connection is all the proof that is needed, so that no call has to be risked. */
    boolean isProvedByConnecting() {
        return state == State.DOUBTED || reason == EjectionReason.CONNECT_FAILURES;
    }

    /** Takes the one probe that is due, if it is and nobody else has. */
    synchronized boolean claimProbe(long now) {
        if (state == State.IN || now - dueNanos < 0) {
            return false;
        }
        if (state == State.OUT) {
            state = State.PROBED;
        }
        claimedNanos = now;
        dueNanos = now + PATIENCE_NANOS;
        return true;
    }

    /** A call that was begun then has ended so. */
    Change record(Outcome outcome, long startedNanos, OutlierOptions options, long now, double chance) {
        if (now - seenNanos > NEWS_NANOS) {
            seenNanos = now;
        }
        if (outcome == Outcome.SUCCESS && clean && state == State.IN) {
            successes.increment();
            return Change.NONE;
        }
        return change(outcome, startedNanos, options, now, chance);
    }

    private synchronized Change change(
            Outcome outcome, long startedNanos, OutlierOptions options, long now, double chance) {
        return switch (outcome) {
            case SUCCESS -> succeeded(startedNanos, now);
            case NONE -> unproved(startedNanos, now);
            case FAILURE, CONNECT_FAILURE -> isNews(startedNanos) ? failed(outcome, options, now, chance) : Change.NONE;
        };
    }

    private Change succeeded(long startedNanos, long now) {
        successes.increment();
        if (state != State.IN && startedNanos - avoidedNanos < 0) {
            return Change.NONE;
        }
        failures = 0;
        connectFailures = 0;
        clean = true;
        if (state == State.IN) {
            return Change.NONE;
        }
        boolean wasOut = isOut();
        state = State.IN;
        dueNanos = NEVER;
        readmittedNanos = now;
        return wasOut ? Change.READMITTED : Change.BELIEVED;
    }

    private Change unproved(long startedNanos, long now) {
        if (state == State.PROBED && startedNanos - claimedNanos >= 0) {
            state = State.OUT;
            dueNanos = now + AGAIN_NANOS;
            return Change.UNPROVED;
        }
        return Change.NONE;
    }

    /** Whether a failure tells what was not known: a straggler from before does not. */
    private boolean isNews(long startedNanos) {
        return switch (state) {
            case IN, DOUBTED -> times == 0 || startedNanos - readmittedNanos >= 0;
            case PROBED -> startedNanos - claimedNanos >= 0;
            case OUT -> false;
        };
    }

    private Change failed(Outcome outcome, OutlierOptions options, long now, double chance) {
        if (state == State.PROBED) {
            return eject(reason, options, now, chance);
        }
        clean = false;
        failures++;
        connectFailures = outcome == Outcome.CONNECT_FAILURE ? connectFailures + 1 : 0;
        boolean tooOften = countInWindow(options, now);
        if (connectFailures >= options.consecutiveConnectFailures()) {
            return eject(EjectionReason.CONNECT_FAILURES, options, now, chance);
        }
        if (failures >= options.consecutiveFailures()) {
            return eject(EjectionReason.CONSECUTIVE_FAILURES, options, now, chance);
        }
        if (tooOften) {
            return eject(EjectionReason.SUCCESS_RATE, options, now, chance);
        }
        return outcome == Outcome.CONNECT_FAILURE ? doubt(now) : Change.NONE;
    }

    /** Once is looked again; after that it takes calls until there are enough failures. */
    private Change doubt(long now) {
        if (state == State.DOUBTED) {
            state = State.IN;
            dueNanos = NEVER;
            return Change.BELIEVED;
        }
        state = State.DOUBTED;
        avoidedNanos = now;
        dueNanos = now + PATIENCE_NANOS;
        return Change.DOUBTED;
    }

    /** Counts one failure; the window begins with a failure, and its successes with it. */
    private boolean countInWindow(OutlierOptions options, long now) {
        if (!windowOpen || now - windowNanos > options.interval().toNanos()) {
            windowOpen = true;
            windowNanos = now;
            windowFailures = 0;
            successes.reset();
        }
        windowFailures++;
        long good = successes.sum();
        long all = good + windowFailures;
        return all >= options.minimumRequests() && good * 100 < options.successPercent() * all;
    }

    private Change eject(EjectionReason why, OutlierOptions options, long now, double chance) {
        boolean again = state == State.PROBED || (times > 0 && now - readmittedNanos < outNanos);
        times = again ? times + 1 : 1;
        reason = why;
        long base = options.baseEjection().toNanos();
        long longest = Math.max(base, options.longestEjection().toNanos());
        outNanos = base > longest / times ? longest : base * times;
        outNanos += (long) (outNanos * MOST_JITTER * chance);
        state = State.OUT;
        avoidedNanos = now;
        dueNanos = now + outNanos;
        failures = 0;
        connectFailures = 0;
        windowOpen = false;
        return Change.EJECTED;
    }
}
