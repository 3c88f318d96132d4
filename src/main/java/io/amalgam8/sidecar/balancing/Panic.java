package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.config.OutlierOptions;

/** How many failing instances of a backend may be spared before the others would break under their calls. */
final class Panic {

    private Panic() {}

    /** Whether so few of them are healthy that all are used. */
    static boolean reigns(int avoided, int all, OutlierOptions options) {
        return (all - avoided) * 100L < (long) options.panicPercent() * all;
    }

    /** How many may be spared at a time: a share of them, and never the last. */
    static int mostSpared(int all, OutlierOptions options) {
        return Math.min(all - 1, (int) ((long) options.mostEjectedPercent() * all / 100));
    }
}
