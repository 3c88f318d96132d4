package io.amalgam8.sidecar.balancing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * An instance's latency as an exponentially weighted moving average that follows a rise at once and forgets it slowly,
 * so that a stall is noticed by its first victim (Finagle's <i>Peak EWMA</i>). Where nothing is heard for a while the
 * average falls, and the instance gets another chance.
 */
final class PeakEwma {

    /** What is assumed of an instance that has not answered yet: neither shunned nor overrun. */
    static final double FIRST_GUESS_NANOS = 30e6;

    /** So much a failure counts at least: one that fails fast must not look fast. */
    static final long FAILURE_NANOS = 1_000_000_000L;

    private static final double DECAY_NANOS = 10e9;
    /** What is faster is alike: below a millisecond it is the machine's moods that differ, not the instances. */
    private static final double LEAST_NANOS = 1e6;

    /**
     * What one answer weighs at least. By time alone a cold start, slow everywhere, would make all instances look alike
     * for ten seconds, however many answers have shown since which of them are fast.
     */
    private static final double LEAST_SHARE = 1.0 / 16;

    /** An instance is known after as many answers; the first ones are often slow and weigh little against the next. */
    private static final int LEARNING = 8;

    private static final double LEARNING_SHARE = 1.0 / 2;

    private static final long FRESH_NANOS = 1_000_000_000L;

    /** What the last answer has made of the average, for other threads to see; negative before the first one. */
    private final AtomicLong shownNanos = new AtomicLong(-1);

    private double averageNanos = FIRST_GUESS_NANOS;
    private long stampNanos;
    private int answers;

    /** An answer took so long. */
    void observe(long latencyNanos, long now) {
        boolean takesOver = answers == 0 || latencyNanos >= averageNanos(now);
        double least = isKnown() ? LEAST_SHARE : LEARNING_SHARE;
        double share = takesOver ? 1 : Math.max(1 - weight(now), least);
        averageNanos += share * (latencyNanos - averageNanos);
        stampNanos = now;
        shownNanos.setOpaque((long) averageNanos);
        answers = isKnown() ? answers : answers + 1;
    }

    /** Begins anew, as for an instance that has just been mended. */
    void forget() {
        averageNanos = FIRST_GUESS_NANOS;
        shownNanos.setOpaque(-1);
        answers = 0;
    }

    /** The average after the last answer, on any thread; negative before the first one. */
    long shownNanos() {
        return shownNanos.getOpaque();
    }

    /**
     * What one more request costs an instance that has so many in flight. One that is hardly known is taken to be no
     * slower than the other: it must get its first requests to show what it can.
     */
    double cost(int inFlight, PeakEwma other, long now) {
        double average = averageNanos(now);
        double assumed = isKnown() ? average : Math.min(average, other.averageNanos(now));
        return Math.max(LEAST_NANOS, assumed) * (inFlight + 1);
    }

    /** Whether it has answered just now. */
    boolean isFresh(long now) {
        return answers > 0 && now - stampNanos < FRESH_NANOS;
    }

    private boolean isKnown() {
        return answers >= LEARNING;
    }

    private double averageNanos(long now) {
        return answers > 0 ? averageNanos * weight(now) : averageNanos;
    }

    private double weight(long now) {
        return answers > 0 ? Math.exp(-Math.max(0, now - stampNanos) / DECAY_NANOS) : 1;
    }
}
