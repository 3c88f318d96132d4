package io.amalgam8.sidecar.accesslog;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What time it is.
 *
 * @param clock of the calendar
 * @param ticks nanoseconds that only grow
 */
record Time(InstantSource clock, LongSupplier ticks) {

    static final Time SYSTEM = new Time(InstantSource.system(), System::nanoTime);

    Instant now() {
        return clock.instant();
    }

    long nanos() {
        return ticks.getAsLong();
    }
}
