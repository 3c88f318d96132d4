package io.amalgam8.sidecar;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How to end what was started. Each start adds its own end; they are run one after the other, the last first. One that
 * fails, or does not end in time, is said and does not keep the others from running.
 */
final class Stops {

    private static final Logger LOG = LoggerFactory.getLogger(Stops.class);

    private final Duration patience;
    private final Deque<Stop> stops = new ArrayDeque<>();

    /** With how long to wait for each of them. */
    Stops(Duration patience) {
        this.patience = patience;
    }

    /** Remembers how to end what has just been started. */
    void add(String what, Supplier<? extends Future<?>> how) {
        stops.push(new Stop(what, how));
    }

    /** Runs and forgets them all; never fails. */
    Future<Void> run() {
        Stop next = stops.poll();
        if (next == null) {
            return Future.succeededFuture();
        }
        return Future.succeededFuture()
                .<Void>compose(begin -> next.how().get().mapEmpty())
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(failure -> said(next, failure))
                .compose(ended -> run());
    }

    private static Void said(Stop stop, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("part", stop.what())
                .addKeyValue("reason", failure)
                .log("did not stop cleanly");
        return null;
    }

    /** How to end one part. */
    private record Stop(String what, Supplier<? extends Future<?>> how) {}
}
