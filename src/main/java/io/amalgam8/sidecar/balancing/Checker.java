package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.model.Endpoint;
import java.util.function.Consumer;

/** Finds out whether an instance can be connected to, at the cost of no call. */
@FunctionalInterface
public interface Checker {

    /** Tells, in a second or so and on this event loop, whether it can. */
    void check(Endpoint endpoint, Consumer<Boolean> whether);
}
