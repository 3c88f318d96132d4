package io.amalgam8.sidecar.metrics;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts durations by fixed ranges; changed by one thread, read by any. */
final class Histogram {

    /** The ranges' inclusive upper bounds in seconds: from a local answer to the longest usual timeout. */
    static final List<Double> BOUNDS =
            List.of(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);

    private static final long[] BOUNDS_NANOS =
            BOUNDS.stream().mapToLong(bound -> Math.round(bound * 1e9)).toArray();

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NANOS.length + 1);
    private final Tally sumNanos = new Tally();

    void record(long nanos) {
        int range = rangeOf(nanos);
        counts.setOpaque(range, counts.getPlain(range) + 1);
        sumNanos.add(nanos);
    }

    /** Adds each range's count to the totals; the last is of what lies above all bounds. */
    void addCountsTo(long[] totals) {
        for (int i = 0; i < totals.length; i++) {
            totals[i] += counts.getOpaque(i);
        }
    }

    double sumSeconds() {
        return sumNanos.get() / 1e9;
    }

    private static int rangeOf(long nanos) {
        for (int i = 0; i < BOUNDS_NANOS.length; i++) {
            if (nanos <= BOUNDS_NANOS[i]) {
                return i;
            }
        }
        return BOUNDS_NANOS.length;
    }
}
