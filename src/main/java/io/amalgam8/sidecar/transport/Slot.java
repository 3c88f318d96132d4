package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.model.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
    private final WaitingCalls waiting;
    private int open;
    private int requestsEach = Integer.MAX_VALUE;
    private int turns;

    Slot(Upstreams pool, Endpoint endpoint) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.count = pool.counts().join(endpoint, this);
        this.waiting = new WaitingCalls(pool.loop(), count, pool.meters(), this::forgetIfUnused);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Future<Upstream> lend(boolean afresh, Terms terms) {
        requestsEach = terms.requestsEach();
        UpstreamConnection kept = afresh || !waiting.isEmpty() ? null : newestIdle();
        if (kept != null) {
            return Future.succeededFuture(kept);
        }
        if (waiting.isEmpty() && count.take(terms.connections())) {
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
        if (!waiting.isEmpty()) {
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
            UpstreamConnection oldest = waiting.isOthersTurn() ? idle.peekFirst() : null;
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
        if (open == 0 && waiting.isEmpty()) {
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
        if (!waiting.isOthersTurn()) {
            turns = 0;
            return false;
        }
        turns++;
        if (turns >= FAIR || waiting.isEmpty()) {
            turns = 0;
            return true;
        }
        return false;
    }

    private Future<Upstream> queue(Terms terms) {
        Future<Upstream> connected = waiting.join(terms);
        if (connected.isComplete()) {
            forgetIfUnused();
            return connected;
        }
        UpstreamConnection useless = idle.peekFirst();
        if (useless != null) {
            useless.close();
        }
        count.need(this);
        room();
        return connected;
    }

    /** Serves those who wait, as far as there are connections. */
    private void serve() {
        while (!waiting.isEmpty()) {
            UpstreamConnection kept = newestIdle();
            if (kept != null) {
                waiting.takeFirst().complete(kept);
                continue;
            }
            Terms terms = waiting.firstTerms();
            if (!count.take(terms.connections())) {
                return;
            }
            Promise<Upstream> next = waiting.takeFirst();
            open(terms.limit()).onComplete(next);
        }
    }
}
