package io.amalgam8.sidecar.poll;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Where time passes: an argument, so that tests need not wait. */
@FunctionalInterface
public interface Timers {

    /** Runs the action once, after the delay, on the caller's context. */
    Timer after(Duration delay, Runnable action);

    /** The event loop's own timers; they end with the verticle that set them. */
    static Timers of(Vertx vertx) {
        return (delay, action) -> {
            long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> action.run());
            return () -> vertx.cancelTimer(id);
        };
    }

    /** One action that is still to come. */
    @FunctionalInterface
    interface Timer {

        /** Whether it was still to come: it will not, now. */
        boolean cancel();
    }
}
