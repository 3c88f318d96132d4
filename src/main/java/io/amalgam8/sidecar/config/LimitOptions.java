package io.amalgam8.sidecar.config;

/**
 * How much may be under way at a time; what goes beyond is answered at once.
 *
 * @param requests calls to one destination, those that wait for a connection among them
 * @param pending calls to one destination that wait for a connection
 * @param connections to one instance
 * @param inFlight calls in the whole sidecar
 * @param callers connections of callers
 * @param delayed calls that an action rule holds up
 */
public record LimitOptions(int requests, int pending, int connections, int inFlight, int callers, int delayed) {

    /** What is in force where nothing is configured. */
    public static final LimitOptions USUAL = new LimitOptions(1_024, 256, 128, 8_192, 10_000, 1_000);

    private static final int MOST = 1_000_000;

    public LimitOptions {
        Checks.inRange("request limit", requests, 1, MOST);
        Checks.inRange("pending request limit", pending, 0, MOST);
        Checks.inRange("connection limit", connections, 1, MOST);
        Checks.inRange("in-flight limit", inFlight, 1, MOST);
        Checks.inRange("caller limit", callers, 1, MOST);
        Checks.inRange("delayed call limit", delayed, 0, MOST);
    }
}
