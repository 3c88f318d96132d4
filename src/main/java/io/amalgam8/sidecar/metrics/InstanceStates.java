package io.amalgam8.sidecar.metrics;

import io.amalgam8.sidecar.model.Endpoint;

/** What the proxy has found out about the instances that it calls. Any thread may ask. */
public interface InstanceStates {

    /** Nothing is known. */
    InstanceStates UNKNOWN = new InstanceStates() {
        @Override
        public boolean isEjected(Endpoint endpoint) {
            return false;
        }

        @Override
        public int panicking() {
            return 0;
        }
    };

    /** Whether it was taken out for its failures. */
    boolean isEjected(Endpoint endpoint);

    /** Of how many backends so few instances are healthy that all are used. */
    int panicking();
}
