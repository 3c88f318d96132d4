package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.metrics.RequestMeters.Limit;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections to one endpoint, and the calls that wait for one, first come, first served. The newest
 * idle connection is lent first, so that what is not needed grows old and is closed.
 */
final class Slot implements UpstreamConnection.Home, ConnectionCounts.Share {

    private static final int MOST_IDLE = 128;
    /** By then a name may mean another machine, and a balancer in between may have grown. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);
    /** How often in a row our own calls go before those of other event loops. */
    private static final int FAIR = 16;

    private final Upstreams pool;
    private final Endpoint endpoint;
    private final ConnectionCounts.Count count;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>(4);
    private final Deque<Waiter> waiters = new ArrayDeque<>(0);
    private int open;
    private int requestsEach = Integer.MAX_VALUE;
    private int turns;

    Slot(Upstreams pool, Endpoint endpoint) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.count = pool.counts().join(endpoint, this);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Future<Upstream> lend(boolean afresh, Terms terms) {
        requestsEach = terms.requestsEach();
        UpstreamConnection kept = afresh || !waiters.isEmpty() ? null : newestIdle();
        if (kept != null) {
            return Future.succeededFuture(kept);
        }
        if (waiters.isEmpty() && count.take(terms.connections())) {
            return open(terms.limit());
        }
        return queue(terms);
    }

    void probe(ConnectLimit limit, Consumer<Boolean> whether) {
        count.add();
        open(limit).onComplete(connected -> {
            if (connected.succeeded()) {
                connected.result().release();
            }
            whether.accept(connected.succeeded());
        });
    }

    void closeIdle() {
        List.copyOf(idle).forEach(UpstreamConnection::close);
    }

    @Override
    public void opened() {
        pool.meters().connections(1);
    }

    @Override
    public boolean keep(UpstreamConnection connection) {
        boolean worn = connection.served() >= requestsEach || connection.isOlderThan(LONGEST_LIFE);
        if (worn || !pool.hasRoomFor(endpoint) || idle.size() >= MOST_IDLE || isOthersTurn()) {
            return false;
        }
        pool.idle(1);
        idle.addLast(connection);
        if (!waiters.isEmpty()) {
            room();
        }
        return true;
    }

    @Override
    public void lost(UpstreamConnection connection, boolean inUse) {
        pool.meters().connections(-1);
        if (!inUse && idle.remove(connection)) {
            pool.idle(-1);
        }
        released();
    }

    @Override
    public void room() {
        pool.loop().execute(this::serve);
    }

    @Override
    public void need() {
        pool.loop().execute(() -> {
            UpstreamConnection oldest = count.waiting() > waiters.size() ? idle.peekFirst() : null;
            if (oldest != null) {
                oldest.close();
            }
        });
    }

    private Future<Upstream> open(ConnectLimit limit) {
        open++;
        return pool.connector()
                .open(endpoint, limit, this)
                .<Upstream>map(connection -> connection)
                .onFailure(failure -> released());
    }

    private void released() {
        open--;
        count.release(this);
        forgetIfUnused();
    }

    private void forgetIfUnused() {
        if (open == 0 && waiters.isEmpty()) {
            pool.counts().leave(endpoint, this);
            pool.forget(this);
        }
    }

    private @Nullable UpstreamConnection newestIdle() {
        UpstreamConnection newest = idle.pollLast();
        while (newest != null) {
            pool.idle(-1);
            if (newest.isOpen()) {
                newest.taken();
                return newest;
            }
            newest = idle.pollLast();
        }
        return null;
    }

    /** Whether calls of other event loops have waited while ours were served again and again. */
    private boolean isOthersTurn() {
        if (count.waiting() <= waiters.size()) {
            turns = 0;
            return false;
        }
        turns++;
        if (turns >= FAIR || waiters.isEmpty()) {
            turns = 0;
            return true;
        }
        return false;
    }

    private Future<Upstream> queue(Terms terms) {
        Waiter waiter = new Waiter(terms);
        if (!terms.line().enter(() -> waiter.fail(Kind.CALLER_GONE, "the caller has gone"))) {
            waiter.timer.cancel(false);
            forgetIfUnused();
            pool.meters().overflowed(Limit.PENDING);
            return Future.failedFuture(
                    OwnAnswer.of(Kind.OVERLOADED, "too many calls wait for a connection to the service"));
        }
        waiters.addLast(waiter);
        count.waits(1);
        UpstreamConnection useless = idle.peekFirst();
        if (useless != null) {
            useless.close();
        }
        count.need(this);
        room();
        return waiter.connected.future();
    }

    /** Serves those who wait, as far as there are connections. */
    private void serve() {
        while (!waiters.isEmpty()) {
            UpstreamConnection kept = newestIdle();
            Waiter next = waiters.element();
            if (kept != null) {
                next.leave();
                next.connected.complete(kept);
                continue;
            }
            if (!count.take(next.terms.connections())) {
                return;
            }
            next.leave();
            open(next.terms.limit()).onComplete(next.connected);
        }
    }

    /** A call that waits. */
    private final class Waiter {

        private final Terms terms;
        private final Promise<Upstream> connected = Promise.promise();
        private final ScheduledFuture<?> timer;

        Waiter(Terms terms) {
            this.terms = terms;
            this.timer = pool.loop().schedule(this::giveUp, terms.limit().tcp().toNanos(), TimeUnit.NANOSECONDS);
        }

        private void giveUp() {
            if (fail(Kind.OVERLOADED, "no connection to the service has become free in time")) {
                pool.meters().overflowed(Limit.PENDING);
            }
        }

        private boolean fail(Kind kind, String reason) {
            if (!waiters.contains(this)) {
                return false;
            }
            leave();
            forgetIfUnused();
            connected.fail(OwnAnswer.of(kind, reason));
            return true;
        }

        private void leave() {
            waiters.remove(this);
            count.waits(-1);
            timer.cancel(false);
            terms.line().leave();
        }
    }
}
