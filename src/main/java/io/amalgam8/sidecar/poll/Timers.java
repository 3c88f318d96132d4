package io.amalgam8.sidecar.poll;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

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

    /**
     * What that future gives, or a {@link TimeoutException} after the limit, on the caller's context. Vert.x's own limit is
     * kept by a thread of Netty's where the future knows no context, and all that follows runs there, too.
     */
    default <T> Future<T> within(Duration limit, Future<T> future) {
        Promise<T> promise = Promise.promise();
        Timer timer =
                after(limit, () -> promise.tryFail(new TimeoutException("not within " + limit.toMillis() + " ms")));
        future.onComplete(done -> {
            timer.cancel();
            if (done.succeeded()) {
                promise.tryComplete(done.result());
            } else {
                promise.tryFail(done.cause());
            }
        });
        return promise.future();
    }

    /** One action that is still to come. */
    @FunctionalInterface
    interface Timer {

        /** Whether it was still to come: it will not, now. */
        boolean cancel();
    }
}
