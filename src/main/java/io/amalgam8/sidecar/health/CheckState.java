package io.amalgam8.sidecar.health;

import io.amalgam8.sidecar.bus.ApplicationHealth.State;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import java.time.Duration;

/**
 * What one check's results so far come to, without any clock or socket.
 *
 * <p>At the start nothing is known, and the application is taken for not healthy: its first success is enough to change
 * that, for who waits for an application to come up wants it called as soon as it can be. Until then its failures do not
 * count within the start period. Later on it takes {@code fall} failures in a row to be unhealthy, and {@code rise}
 * successes in a row to be healthy again, so that what flaps faster changes nothing.
 *
 * @param against results in a row that speak against the state
 * @param reason why the last check that failed did; empty before that, and once it is healthy
 */
record CheckState(State state, int against, String reason) {

    /** Nothing is known. */
    static final CheckState NEW = new CheckState(State.STARTING, 0, "");

    /** Taken for healthy until it proves otherwise: a check that joins those which pass. */
    static final CheckState PRESUMED_HEALTHY = new CheckState(State.HEALTHY, 0, "");

    private static final Duration STARTING_INTERVAL = Duration.ofSeconds(1);

    /** After a check that passed. */
    CheckState passed(HealthCheckOptions options) {
        return switch (state) {
            case STARTING, HEALTHY -> PRESUMED_HEALTHY;
            case UNHEALTHY ->
                against + 1 >= options.rise() ? PRESUMED_HEALTHY : new CheckState(state, against + 1, reason);
        };
    }

    /**
     * After a check that failed.
     *
     * @param why in words for people
     * @param age since the first check
     */
    CheckState failed(HealthCheckOptions options, String why, Duration age) {
        return switch (state) {
            case STARTING -> mayStillStart(options, age) ? new CheckState(state, 0, why) : fallen(options, why);
            case HEALTHY -> fallen(options, why);
            case UNHEALTHY -> new CheckState(state, 0, why);
        };
    }

    /**
     * From one check's start to the next one's. An application that may come up any moment is asked each second, where the
     * interval is longer than that.
     */
    Duration interval(HealthCheckOptions options, Duration age) {
        boolean isSoon = options.interval().compareTo(STARTING_INTERVAL) <= 0;
        return state == State.STARTING && mayStillStart(options, age) && !isSoon
                ? STARTING_INTERVAL
                : options.interval();
    }

    private CheckState fallen(HealthCheckOptions options, String why) {
        return against + 1 >= options.fall()
                ? new CheckState(State.UNHEALTHY, 0, why)
                : new CheckState(state, against + 1, why);
    }

    private static boolean mayStillStart(HealthCheckOptions options, Duration age) {
        return age.compareTo(options.startPeriod()) < 0;
    }
}
