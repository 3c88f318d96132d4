package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections to one endpoint that speaks HTTP/2: one, and more only while the instance takes no more
 * streams on those that there are. Calls that come while one is being opened wait for it; where there may be no more
 * connections they wait for a stream to end.
 */
final class Http2Slot implements UpstreamStreams.Home, ConnectionCounts.Share {

    private static final int MOST_CONNECTIONS = 16;
    /** By then a name may mean another machine, and a balancer in between may have grown. */
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);
    /** How many of our own calls end before those of other event loops get the connection. */
    private static final int FAIR = 16;

    private final Http2Upstreams pool;
    private final Endpoint endpoint;
    private final ConnectionCounts.Count count;
    private final WaitingCalls waiting;
    private final List<UpstreamStreams> connections = new ArrayList<>(1);
    private @Nullable Future<UpstreamStreams> opening;
    private int open;
    private int requestsEach = Integer.MAX_VALUE;
    private int turns;

    Http2Slot(Http2Upstreams pool, Endpoint endpoint) {
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
        UpstreamStreams free = afresh || !waiting.isEmpty() ? null : withRoom();
        if (free != null) {
            return free.open();
        }
        if (!waiting.isEmpty()) {
            return queue(terms);
        }
        if (opening != null) {
            return whenOpened(opening, terms);
        }
        return mayOpen(terms) ? whenOpened(open(terms.limit()), terms) : queue(terms);
    }

    void probe(ConnectLimit limit, Consumer<Boolean> whether) {
        Future<UpstreamStreams> connected = opening;
        if (connected == null) {
            count.add();
            connected = open(limit);
            serveWaiting();
        }
        connected.onComplete(done -> whether.accept(done.succeeded()));
    }

    /** Takes no more streams, and closes each connection when its last has ended. */
    void retireAll() {
        List.copyOf(connections).forEach(UpstreamStreams::retire);
    }

    @Override
    public KeepAlive keepAlive() {
        return pool.keepAlive();
    }

    @Override
    public void streamClosed(UpstreamStreams connection) {
        if (isOthersTurn(connection)) {
            connection.retire();
        }
        serveWaiting();
    }

    @Override
    public void settled() {
        serveWaiting();
    }

    @Override
    public void retired(UpstreamStreams connection) {
        connections.remove(connection);
    }

    @Override
    public void lost() {
        pool.meters().connections(-1);
        released();
    }

    @Override
    public void room() {
        pool.loop().execute(this::serve);
    }

    @Override
    public void need() {
        pool.loop().execute(() -> {
            if (waiting.isOthersTurn()) {
                connections.stream().filter(UpstreamStreams::isIdle).findFirst().ifPresent(UpstreamStreams::retire);
            }
        });
    }

    /** The first that takes one more; those that have served for long enough are let go of. */
    private @Nullable UpstreamStreams withRoom() {
        for (int i = connections.size() - 1; i >= 0; i--) {
            UpstreamStreams connection = connections.get(i);
            if (connection.served() >= requestsEach || connection.isOlderThan(LONGEST_LIFE)) {
                connection.retire();
                continue;
            }
            if (connection.hasRoom()) {
                return connection;
            }
        }
        return null;
    }

    private boolean mayOpen(Terms terms) {
        return connections.size() < MOST_CONNECTIONS && count.take(terms.connections());
    }

    /** The connection is for all who come meanwhile: how long it may take is not for the first of them to say. */
    private Future<UpstreamStreams> open(ConnectLimit limit) {
        open++;
        Future<UpstreamStreams> opened = pool.connector()
                .open(endpoint, limit.withoutEnd(), socket -> UpstreamStreams.over(socket, this))
                .onComplete(this::opened);
        opening = opened.isComplete() ? null : opened;
        return opened;
    }

    private void opened(AsyncResult<UpstreamStreams> connected) {
        opening = null;
        if (connected.failed()) {
            released();
            return;
        }
        pool.meters().connections(1);
        connections.add(connected.result());
        serveWaiting();
        // If nobody here has use for it by then, others may: they could not ask for it before.
        if (waiting.isOthersTurn()) {
            need();
        }
    }

    /** A stream on it, unless the call's own time is over before. */
    private Future<Upstream> whenOpened(Future<UpstreamStreams> connected, Terms terms) {
        Promise<Upstream> stream = Promise.promise();
        ConnectLimit limit = terms.limit();
        ScheduledFuture<?> timer = pool.loop()
                .schedule(
                        () -> stream.tryFail(Connector.late(endpoint, limit)),
                        limit.wholeFromNow().toNanos(),
                        TimeUnit.NANOSECONDS);
        connected.onComplete(done -> {
            timer.cancel(false);
            if (stream.future().isComplete()) {
                return;
            }
            done.<Future<Upstream>>map(connection -> openOn(connection, terms))
                    .otherwise(Future::failedFuture)
                    .result()
                    .onComplete(stream);
        });
        return stream.future();
    }

    /** Others may have filled the new connection before; but if it has closed, the next would as well. */
    private Future<Upstream> openOn(UpstreamStreams connection, Terms terms) {
        if (!connection.isOpen()) {
            return Future.failedFuture(
                    OwnAnswer.of(Kind.UNPROCESSED, endpoint.authority() + " has closed the connection at once"));
        }
        boolean fits = connection.hasRoom() && connection.served() < requestsEach;
        return fits ? connection.open() : lend(false, terms);
    }

    private Future<Upstream> queue(Terms terms) {
        Future<Upstream> stream = waiting.join(terms);
        if (stream.isComplete()) {
            forgetIfUnused();
            return stream;
        }
        count.need(this);
        room();
        return stream;
    }

    private void serveWaiting() {
        if (!waiting.isEmpty()) {
            room();
        }
    }

    /** Serves those who wait, as far as there is room; while a connection is being opened, all of them wait for it. */
    private void serve() {
        while (!waiting.isEmpty()) {
            UpstreamStreams free = withRoom();
            if (free != null) {
                Promise<Upstream> first = waiting.takeFirst();
                free.open().onComplete(first);
                continue;
            }
            Terms terms = waiting.firstTerms();
            Future<UpstreamStreams> next = opening;
            if (next == null && !mayOpen(terms)) {
                return;
            }
            Promise<Upstream> first = waiting.takeFirst();
            whenOpened(next == null ? open(terms.limit()) : next, terms).onComplete(first);
        }
    }

    /** Whether calls of other event loops have waited while ours were served again and again. */
    private boolean isOthersTurn(UpstreamStreams connection) {
        if (!waiting.isOthersTurn()) {
            turns = 0;
            return false;
        }
        turns++;
        if (turns < FAIR && !(connection.isIdle() && waiting.isEmpty())) {
            return false;
        }
        turns = 0;
        return true;
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
}
