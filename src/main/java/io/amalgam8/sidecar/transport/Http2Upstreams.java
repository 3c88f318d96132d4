package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The connections of one event loop to instances that speak HTTP/2. */
final class Http2Upstreams {

    private final Connector connector;
    private final ConnectionCounts counts;
    private final EventExecutor loop;
    private final RequestMeters meters;
    private final KeepAlive keepAlive;
    private final Map<Endpoint, Http2Slot> slots = new HashMap<>();

    Http2Upstreams(
            Connector connector,
            ConnectionCounts counts,
            EventExecutor loop,
            RequestMeters meters,
            KeepAlive keepAlive) {
        this.connector = connector;
        this.counts = counts;
        this.loop = loop;
        this.meters = meters;
        this.keepAlive = keepAlive;
    }

    /**
     * A stream for one request, at once or when one is free; fails with an {@link OwnAnswer}: a connect failure, or one
     * that says that it has waited for too long or with too many others.
     *
     * @param afresh only a new connection will do
     */
    Future<Upstream> connect(Endpoint endpoint, boolean afresh, Terms terms) {
        return slot(endpoint).lend(afresh, terms);
    }

    /** Tells whether the endpoint can be connected to; the connection is kept for the next request. */
    void probe(Endpoint endpoint, ConnectLimit limit, Consumer<Boolean> whether) {
        slot(endpoint).probe(limit, whether);
    }

    /** Connections to all others end when what they carry has. */
    void retain(Predicate<Endpoint> stillListed) {
        for (Http2Slot slot : List.copyOf(slots.values())) {
            if (!stillListed.test(slot.endpoint())) {
                slot.retireAll();
            }
        }
    }

    /** Closes each connection when its last request has ended. */
    void close() {
        List.copyOf(slots.values()).forEach(Http2Slot::retireAll);
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

    KeepAlive keepAlive() {
        return keepAlive;
    }

    void forget(Http2Slot slot) {
        slots.remove(slot.endpoint(), slot);
    }

    private Http2Slot slot(Endpoint endpoint) {
        return slots.computeIfAbsent(endpoint, key -> new Http2Slot(this, key));
    }
}
