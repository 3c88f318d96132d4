package io.amalgam8.sidecar.config;

import java.time.Duration;

/**
 * How long start and stop wait.
 *
 * @param startupTimeout for the first catalog and rules, before the application is started without them
 * @param drainDelay from deregistration until the application is told to end
 * @param shutdownTimeout for the application to end, before it is killed
 */
public record LifecycleOptions(Duration startupTimeout, Duration drainDelay, Duration shutdownTimeout) {

    public LifecycleOptions {
        Checks.notNegative("startup timeout", startupTimeout);
        Checks.notNegative("drain delay", drainDelay);
        Checks.notNegative("shutdown timeout", shutdownTimeout);
    }
}
