package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to instances that speak HTTP/2: one for each, and more only while the instance
 * takes no more streams on those that there are. Calls that come while one is being opened wait for it.
 */
final class Http2Upstreams {

    private static final int MOST_CONNECTIONS = 16;

    private final Connector connector;
    private final RequestMeters meters;
    private final Map<Endpoint, Slot> slots = new HashMap<>();

    Http2Upstreams(Connector connector, RequestMeters meters) {
        this.connector = connector;
        this.meters = meters;
    }

    /**
     * A stream for one request; fails with an {@link OwnAnswer} that is a connect failure.
     *
     * @param afresh only a new connection will do
     * @param limit how long a new connection may take
     */
    Future<Upstream> connect(Endpoint endpoint, boolean afresh, ConnectLimit limit) {
        Slot slot = slots.computeIfAbsent(endpoint, Slot::new);
        slot.inFlight++;
        return slot.stream(afresh, limit).onFailure(failure -> slot.streamClosed());
    }

    /** Tells whether the endpoint can be connected to; the connection is kept for the next request. */
    void probe(Endpoint endpoint, ConnectLimit limit, Consumer<Boolean> whether) {
        Slot slot = slots.computeIfAbsent(endpoint, Slot::new);
        slot.inFlight++;
        slot.connection(limit).onComplete(connected -> {
            slot.streamClosed();
            whether.accept(connected.succeeded());
        });
    }

    /** Connections to all others end when what they carry has. */
    void retain(Predicate<Endpoint> stillListed) {
        for (Slot slot : List.copyOf(slots.values())) {
            if (!stillListed.test(slot.endpoint)) {
                List.copyOf(slot.connections).forEach(UpstreamStreams::retire);
            }
        }
    }

    /** Closes each connection when its last request has ended. */
    void close() {
        List<UpstreamStreams> all = new ArrayList<>();
        slots.values().forEach(slot -> all.addAll(slot.connections));
        all.forEach(UpstreamStreams::retire);
    }

    /** What is open at one endpoint. */
    private final class Slot implements UpstreamStreams.Home {

        private final Endpoint endpoint;
        private final List<UpstreamStreams> connections = new ArrayList<>(1);
        private @Nullable Future<UpstreamStreams> opening;
        private int inFlight;

        private Slot(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        Future<Upstream> stream(boolean afresh, ConnectLimit limit) {
            if (!afresh) {
                for (UpstreamStreams connection : connections) {
                    if (connection.hasRoom()) {
                        return connection.open();
                    }
                }
            }
            if (opening == null && connections.size() >= MOST_CONNECTIONS) {
                return Future.failedFuture(
                        OwnAnswer.of(Kind.UNPROCESSED, endpoint.authority() + " takes no more requests at a time"));
            }
            return connection(limit).compose(connection -> openOn(connection, limit));
        }

        /** Others may have filled the new connection before; but if it has closed, the next would as well. */
        private Future<Upstream> openOn(UpstreamStreams connection, ConnectLimit limit) {
            if (!connection.isOpen()) {
                return Future.failedFuture(
                        OwnAnswer.of(Kind.UNPROCESSED, endpoint.authority() + " has closed the connection at once"));
            }
            return connection.hasRoom() ? connection.open() : stream(false, limit);
        }

        /** The one that is just being opened, or a new one. */
        private Future<UpstreamStreams> connection(ConnectLimit limit) {
            if (opening != null) {
                return opening;
            }
            Future<UpstreamStreams> opened = connector
                    .open(endpoint, limit, socket -> UpstreamStreams.over(socket, this))
                    .onSuccess(this::keep);
            // Before anyone who waits for it, so that it is found or not found by then.
            opening = opened.isComplete() ? null : opened.onComplete(done -> opening = null);
            return opened;
        }

        private void keep(UpstreamStreams connection) {
            opening = null;
            meters.connections(1);
            connections.add(connection);
        }

        @Override
        public void streamClosed() {
            inFlight--;
            forgetIfUnused();
        }

        @Override
        public void retired(UpstreamStreams connection) {
            connections.remove(connection);
            forgetIfUnused();
        }

        @Override
        public void lost() {
            meters.connections(-1);
        }

        private void forgetIfUnused() {
            if (inFlight == 0 && connections.isEmpty()) {
                slots.remove(endpoint, this);
            }
        }
    }
}
