package io.amalgam8.sidecar;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
    private final List<Stop> always = new ArrayList<>();
    private boolean hurried;

    /** With how long to wait for each of them. */
    Stops(Duration patience) {
        this.patience = patience;
    }

    /** Remembers how to end what has just been started. */
    void add(String what, Supplier<? extends Future<?>> how) {
        stops.push(new Stop(what, how));
    }

    /** Likewise, of what must not be lost however quick the end is: run once more then, maybe beside its usual turn. */
    void addAlways(String what, Supplier<? extends Future<?>> how) {
        add(what, how);
        always.add(new Stop(what, how));
    }

    /** Runs the ends of what must not be lost at once, and no other one any more; never fails. */
    Future<Void> hurry() {
        hurried = true;
        stops.clear();
        return Future.join(always.stream().map(this::end).toList()).mapEmpty();
    }

    /** Runs and forgets them all; never fails. */
    Future<Void> run() {
        Stop next = stops.poll();
        if (next == null) {
            return Future.succeededFuture();
        }
        return end(next).compose(ended -> run());
    }

    private Future<Void> end(Stop stop) {
        return Future.succeededFuture()
                .<Void>compose(begin -> stop.how().get().mapEmpty())
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(failure -> said(stop, failure));
    }

    /** Who is in a hurry knows that nothing ends cleanly. */
    private Void said(Stop stop, Throwable failure) {
        if (hurried) {
            return null;
        }
        LOG.atWarn()
                .addKeyValue("part", stop.what())
                .addKeyValue("reason", failure)
                .log("did not stop cleanly");
        return null;
    }

    /** How to end one part. */
    private record Stop(String what, Supplier<? extends Future<?>> how) {}
}
