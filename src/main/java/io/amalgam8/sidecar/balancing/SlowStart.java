package io.amalgam8.sidecar.balancing;

/**
 * A new instance is cold: its share grows from a tenth to the whole in the course of a while. Where most instances of
 * a backend are new, somebody has to do the work, and all get the whole.
 */
final class SlowStart {

    private static final double FIRST_SHARE = 0.1;

    private SlowStart() {}

    /** Of the calls that would come to an instance of that age, how many do: 0.1 to 1. */
    static double share(long ageNanos, long rampNanos) {
        if (ageNanos >= rampNanos) {
            return 1;
        }
        return Math.max(FIRST_SHARE, (double) Math.max(0, ageNanos) / rampNanos);
    }

    /** Whether so many new ones among all may be spared. */
    static boolean spares(int fresh, int all) {
        return fresh > 0 && fresh * 2 <= all;
    }
}
