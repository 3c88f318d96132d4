package io.amalgam8.sidecar.bus;

import java.util.List;

/**
 * What the health checks say of the application.
 *
 * @param checks in the order of the configuration; none when nobody asked for any
 */
public record ApplicationHealth(List<Check> checks) {

    /** Nothing is checked, so nothing is wrong. */
    public static final ApplicationHealth UNCHECKED = new ApplicationHealth(List.of());

    public ApplicationHealth {
        checks = List.copyOf(checks);
    }

    /** Whether all checks pass, and the application may be called. */
    public boolean isHealthy() {
        return checks.stream().allMatch(check -> check.state() == State.HEALTHY);
    }

    /** How one check stands. */
    public enum State {
        /** It has not passed yet. */
        STARTING,
        HEALTHY,
        UNHEALTHY
    }

    /**
     * One of the checks.
     *
     * @param target what is asked, for people
     * @param label the same in a few letters, unlike all others
     * @param detail why it is not healthy; empty when it is
     */
    public record Check(String target, String label, State state, String detail) {}
}
