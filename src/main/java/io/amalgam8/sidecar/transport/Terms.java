package io.amalgam8.sidecar.transport;

/**
 * What a call may have of the connections to an instance.
 *
 * @param limit how long a new connection may take; as long as TCP may, one is waited for when there are too many
 * @param connections how many there may be to the instance, of the whole process
 * @param requestsEach after as many requests a connection is closed
 * @param line where it waits when there are too many
 */
public record Terms(ConnectLimit limit, int connections, int requestsEach, Line line) {

    /** Those who wait for a connection. */
    public interface Line {

        /**
         * Begins to wait; false when too many do.
         *
         * @param giveUp ends it before its time
         */
        boolean enter(Runnable giveUp);

        /** It waits no longer. */
        void leave();
    }
}
