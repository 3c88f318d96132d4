package io.amalgam8.sidecar.config;

import java.time.Duration;

/**
 * One check of the application's health.
 *
 * @param interval from one check's start to the next one's; a check that lasts longer puts the next one off
 * @param timeout longest wait for a result
 * @param rise as many successes in a row, and a failing application is healthy again; its first success needs no other
 * @param fall as many failures in a row, and a healthy application is not healthy any more
 * @param startPeriod from the start, in which failures before the first success do not count
 */
public record HealthCheckOptions(
        HealthCheckTarget target, Duration interval, Duration timeout, int rise, int fall, Duration startPeriod) {

    /** The interval where none is given. */
    public static final Duration USUAL_INTERVAL = Duration.ofSeconds(10);

    /** The timeout where none is given, and the interval is not shorter. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(2);

    public static final int USUAL_RISE = 2;
    public static final int USUAL_FALL = 3;
    public static final Duration USUAL_START_PERIOD = Duration.ofSeconds(30);

    private static final int MOST_IN_A_ROW = 1000;

    public HealthCheckOptions {
        Checks.positive("health check's interval", interval);
        Checks.positive("health check's timeout", timeout);
        Checks.inRange("health check's rise", rise, 1, MOST_IN_A_ROW);
        Checks.inRange("health check's fall", fall, 1, MOST_IN_A_ROW);
        Checks.notNegative("health check's start period", startPeriod);
    }
}
