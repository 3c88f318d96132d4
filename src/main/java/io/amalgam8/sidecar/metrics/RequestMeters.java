package io.amalgam8.sidecar.metrics;

/** What one event loop counts of its calls. Written by that loop alone, read by anybody. */
public interface RequestMeters {

    /** Counts nothing, for tests of other things. */
    RequestMeters NONE = new RequestMeters() {
        @Override
        public void started() {}

        @Override
        public void finished(String service, String version, int status, String flags, long durationNanos) {}

        @Override
        public void answered(String service, String version, long upstreamNanos) {}

        @Override
        public void retried(RetryResult result) {}

        @Override
        public void injected(FaultType type) {}

        @Override
        public void connections(int change) {}

        @Override
        public void ejected(EjectionReason reason) {}

        @Override
        public void overflowed(Limit limit) {}

        @Override
        public void matched(String rule, long millis) {}

        @Override
        public void late(long nanos, long nowNanos) {}

        @Override
        public void watch(InstanceStates states) {}
    };

    /** A request's head is complete. */
    void started();

    /**
     * A call has ended, as the access log says it.
     *
     * @param version the chosen backend's tags, joined by commas; empty when none was chosen
     */
    void finished(String service, String version, int status, String flags, long durationNanos);

    /** An instance has answered. */
    void answered(String service, String version, long upstreamNanos);

    /** A call was tried again on another instance, or would have been. */
    void retried(RetryResult result);

    /** An action rule's fault was injected, or left out for want of room. */
    void injected(FaultType type);

    /** So many connections to instances more, or less, are open. */
    void connections(int change);

    /** An instance that fails was taken out. */
    void ejected(EjectionReason reason);

    /** A call was turned away because so much is under way already. */
    void overflowed(Limit limit);

    /** A call that began then, in milliseconds since 1970, has come to a rule that holds for it. */
    void matched(String rule, long millis);

    /** The event loop came so late to what was due, by now as {@link System#nanoTime} tells it. */
    void late(long nanos, long nowNanos);

    /** Says who knows how the instances are; the same for all event loops. */
    void watch(InstanceStates states);

    /** Why an instance was taken out. */
    enum EjectionReason {
        CONNECT_FAILURES,
        CONSECUTIVE_FAILURES,
        SUCCESS_RATE
    }

    /** What there was too much of. */
    enum Limit {
        /** Calls to one destination. */
        REQUESTS,
        /** Calls that wait for a connection. */
        PENDING,
        /** Calls in the whole sidecar. */
        IN_FLIGHT,
        /** Connections of callers. */
        CALLERS
    }

    /** What became of a retry. */
    enum RetryResult {
        /** The instance answered. */
        SUCCESS,
        /** It did not. */
        FAILURE,
        /** It was not made: no try or no time was left. */
        LIMITED
    }

    /** What was injected. */
    enum FaultType {
        DELAY,
        ABORT,
        OVERFLOW
    }
}
