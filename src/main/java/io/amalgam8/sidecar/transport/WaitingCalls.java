package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.metrics.RequestMeters.Limit;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The calls of one event loop that wait for a connection to one endpoint, first come, first served. */
final class WaitingCalls {

    private final EventExecutor loop;
    private final ConnectionCounts.Count count;
    private final RequestMeters meters;
    private final Runnable whenOneGivesUp;
    private final Deque<Waiter> waiters = new ArrayDeque<>(0);

    /** Nobody, at first. */
    WaitingCalls(EventExecutor loop, ConnectionCounts.Count count, RequestMeters meters, Runnable whenOneGivesUp) {
        this.loop = loop;
        this.count = count;
        this.meters = meters;
        this.whenOneGivesUp = whenOneGivesUp;
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    /** Whether calls of other event loops wait for the same. */
    boolean isOthersTurn() {
        return count.waiting() > waiters.size();
    }

    /** What the first of them may have. */
    Terms firstTerms() {
        return waiters.element().terms;
    }

    /** The first of them waits no longer: it gets what completes this. */
    Promise<Upstream> takeFirst() {
        Waiter first = waiters.element();
        first.leave();
        return first.connected;
    }

    /** Waits until it is taken; fails at once where too many wait, and after a while in any case. */
    Future<Upstream> join(Terms terms) {
        Waiter waiter = new Waiter(terms);
        if (!terms.line().enter(() -> waiter.fail(Kind.CALLER_GONE, "the caller has gone"))) {
            meters.overflowed(Limit.PENDING);
            return Future.failedFuture(OwnAnswer.TOO_MANY_WAITING);
        }
        waiter.begin();
        waiters.addLast(waiter);
        count.waits(1);
        return waiter.connected.future();
    }

    /** A call that waits. */
    private final class Waiter {

        private final Terms terms;
        private final Promise<Upstream> connected = Promise.promise();
        private @Nullable ScheduledFuture<?> timer;

        Waiter(Terms terms) {
            this.terms = terms;
        }

        void begin() {
            timer = loop.schedule(this::giveUp, terms.limit().tcpFromNow().toNanos(), TimeUnit.NANOSECONDS);
        }

        private void giveUp() {
            boolean over = terms.limit().isOver();
            if (fail(
                    over ? Kind.OUT_OF_TIME_WAITING : Kind.OVERLOADED,
                    "no connection to the service has become free in time")) {
                meters.overflowed(Limit.PENDING);
            }
        }

        private boolean fail(Kind kind, String reason) {
            if (!waiters.contains(this)) {
                return false;
            }
            leave();
            whenOneGivesUp.run();
            connected.fail(OwnAnswer.of(kind, reason));
            return true;
        }

        private void leave() {
            waiters.remove(this);
            count.waits(-1);
            if (timer != null) {
                timer.cancel(false);
            }
            terms.line().leave();
        }
    }
}
