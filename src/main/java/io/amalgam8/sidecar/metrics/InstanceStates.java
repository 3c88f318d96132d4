package io.amalgam8.sidecar.metrics;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.InstanceUsage;
import java.util.Map;

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

        @Override
        public Map<Endpoint, InstanceUsage> usage() {
            return Map.of();
        }
    };

    /** Whether it was taken out for its failures. */
    boolean isEjected(Endpoint endpoint);

    /** Of how many backends so few instances are healthy that all are used. */
    int panicking();

    /** How those fare that are called, whatever version of HTTP they speak; takes time in proportion to their number. */
    Map<Endpoint, InstanceUsage> usage();
}
