package io.amalgam8.sidecar.balancing;

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
    private static final double LEAST_NANOS = 1_000;

    private double averageNanos = FIRST_GUESS_NANOS;
    private long stampNanos;
    private boolean measured;

    /** An answer took so long. */
    void observe(long latencyNanos, long now) {
        double before = averageNanos(now);
        double weight = weight(now);
        boolean takesOver = !measured || latencyNanos >= before;
        averageNanos = takesOver ? latencyNanos : before + latencyNanos * (1 - weight);
        stampNanos = now;
        measured = true;
    }

    /** Begins anew, as for an instance that has just been mended. */
    void forget() {
        averageNanos = FIRST_GUESS_NANOS;
        measured = false;
    }

    /**
     * What one more request costs an instance that has so many in flight. One that has not answered yet is taken to be
     * no slower than the other: it must get its first request to show what it can.
     */
    double cost(int inFlight, PeakEwma other, long now) {
        double average = averageNanos(now);
        double assumed = measured ? average : Math.min(average, other.averageNanos(now));
        return Math.max(LEAST_NANOS, assumed) * (inFlight + 1);
    }

    private double averageNanos(long now) {
        return measured ? averageNanos * weight(now) : averageNanos;
    }

    private double weight(long now) {
        return measured ? Math.exp(-Math.max(0, now - stampNanos) / DECAY_NANOS) : 1;
    }
}
