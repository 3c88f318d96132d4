package io.amalgam8.sidecar;

import io.amalgam8.sidecar.bus.Drain;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.vertx.core.Vertx;

/**
 * Out of service at an operator's word: not ready from then on, and registration, which hears it, too, takes the
 * application out of the registry. Calls go on being carried, and the process goes on.
 */
final class Draining {

    private final Vertx vertx;
    private boolean asked;

    private Draining(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Hears of it from now on, on the caller's context. */
    static Draining on(Vertx vertx) {
        Draining draining = new Draining(vertx);
        Topics.DRAIN.subscribe(vertx, draining::begin);
        return draining;
    }

    /** Whether the sidecar is to stay out of service. */
    boolean isAsked() {
        return asked;
    }

    private void begin(Drain drain) {
        asked = true;
        Topics.HEALTH.publish(vertx, new Health(Health.Part.SIDECAR, Health.State.DOWN, "drains: " + drain.reason()));
    }
}
