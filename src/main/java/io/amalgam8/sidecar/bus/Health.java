package io.amalgam8.sidecar.bus;

/**
 * How one part of the sidecar is.
 *
 * @param detail why, in words for people
 */
public record Health(Part part, State state, String detail) {

    /** What has a health of its own. */
    public enum Part {
        /** The sidecar as a whole: down while it starts and stops. */
        SIDECAR,
        REGISTRY,
        CONTROLLER,
        ROUTING_TABLE,
        PROXY,
        REGISTRATION,
        APPLICATION,
        /** The application as its health checks see it. */
        HEALTH_CHECKS
    }

    /** How well. */
    public enum State {
        UP,
        /** Works on with what it knows. */
        DEGRADED,
        DOWN
    }
}
