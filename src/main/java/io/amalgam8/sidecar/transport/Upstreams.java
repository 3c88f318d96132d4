package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The connections of one event loop to the instances, kept for the next request. An endpoint is forgotten when nothing
 * is open there; tables may come and go meanwhile.
 */
public final class Upstreams {

    private static final int MOST_IDLE =
            IdleLimit.ofThisProcess(Runtime.getRuntime().availableProcessors());

    private final Connector connector;
    private final ConnectionCounts counts;
    private final EventExecutor loop;
    private final RequestMeters meters;
    private final Http2Upstreams http2;
    private final Map<Endpoint, Slot> slots = new HashMap<>();
    private Predicate<Endpoint> listed = endpoint -> true;
    private int idle;
    private boolean closed;

    /**
     * The pool of one event loop.
     *
     * @param counts what all event loops share
     */
    public Upstreams(Connector connector, ConnectionCounts counts, EventExecutor loop, RequestMeters meters) {
        this.connector = connector;
        this.counts = counts;
        this.loop = loop;
        this.meters = meters;
        this.http2 = new Http2Upstreams(connector, counts, loop, meters, KeepAlive.USUAL);
    }

    /**
     * A connection for one request, kept or new, or the next to be free; fails with an {@link OwnAnswer}: a connect
     * failure, or {@link Kind#OVERLOADED} when too many wait or it has waited for too long.
     *
     * @param afresh only a new one will do
     */
    public Future<Upstream> connect(Endpoint endpoint, boolean afresh, Terms terms) {
        if (endpoint.protocol() == Protocol.HTTP_2) {
            return http2.connect(endpoint, afresh, terms);
        }
        return slot(endpoint).lend(afresh, terms);
    }

    /** Tells whether the endpoint can be connected to; the connection is kept for the next request. */
    public void probe(Endpoint endpoint, ConnectLimit limit, Consumer<Boolean> whether) {
        if (endpoint.protocol() == Protocol.HTTP_2) {
            http2.probe(endpoint, limit, whether);
            return;
        }
        slot(endpoint).probe(limit, whether);
    }

    /** Where calls may go from now on: connections to all others end when what they carry has. */
    public void retain(Predicate<Endpoint> stillListed) {
        listed = stillListed;
        http2.retain(stillListed);
        for (Slot slot : List.copyOf(slots.values())) {
            if (!listed.test(slot.endpoint())) {
                slot.closeIdle();
            }
        }
    }

    /** Closes what is idle; what is in use closes when its request has ended. */
    public void close() {
        closed = true;
        List<Slot> all = new ArrayList<>(slots.values());
        all.forEach(Slot::closeIdle);
        http2.close();
    }

    Connector connector() {
        return connector;
    }

    ConnectionCounts counts() {
        return counts;
    }

    EventExecutor loop() {
        return loop;
    }

    RequestMeters meters() {
        return meters;
    }

    /** Whether one more idle connection is welcome. */
    boolean hasRoomFor(Endpoint endpoint) {
        return !closed && idle < MOST_IDLE && listed.test(endpoint);
    }

    /** So many connections more, or fewer, are idle. */
    void idle(int change) {
        idle += change;
    }

    void forget(Slot slot) {
        slots.remove(slot.endpoint(), slot);
    }

    private Slot slot(Endpoint endpoint) {
        return slots.computeIfAbsent(endpoint, key -> new Slot(this, key));
    }
}
