package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.metrics.RequestMeters;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.Protocol;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to the instances, kept for the next request. An endpoint is forgotten when nothing
 * is open there; tables may come and go meanwhile.
 */
public final class Upstreams {

    private static final int MOST_IDLE_EACH = 128;
    private static final int MOST_IDLE = 1_024;

    private final Connector connector;
    private final RequestMeters meters;
    private final Http2Upstreams http2;
    private final Map<Endpoint, Slot> slots = new HashMap<>();
    private int idle;
    private boolean closed;

    public Upstreams(Connector connector, RequestMeters meters) {
        this.connector = connector;
        this.meters = meters;
        this.http2 = new Http2Upstreams(connector, meters);
    }

    /**
     * A connection for one request, kept or new; fails with an {@link OwnAnswer} that is a connect failure.
     *
     * @param afresh only a new one will do
     * @param limit how long a new one may take
     */
    public Future<Upstream> connect(Endpoint endpoint, boolean afresh, Duration limit) {
        if (endpoint.protocol() == Protocol.HTTP_2) {
            return http2.connect(endpoint, afresh, limit);
        }
        Slot slot = slots.computeIfAbsent(endpoint, Slot::new);
        slot.inFlight++;
        UpstreamConnection kept = afresh ? null : slot.newestIdle();
        if (kept != null) {
            return Future.succeededFuture(kept);
        }
        return connector
                .open(endpoint, limit, slot)
                .<Upstream>map(connection -> connection)
                .onFailure(failure -> slot.requestEnded());
    }

    /** Requests that this event loop has under way there. */
    public int inFlight(Endpoint endpoint) {
        if (endpoint.protocol() == Protocol.HTTP_2) {
            return http2.inFlight(endpoint);
        }
        Slot slot = slots.get(endpoint);
        return slot == null ? 0 : slot.inFlight;
    }

    /** Closes what is idle; what is in use closes when its request has ended. */
    public void close() {
        closed = true;
        List<UpstreamConnection> all = new ArrayList<>();
        slots.values().forEach(slot -> all.addAll(slot.idleConnections));
        all.forEach(UpstreamConnection::close);
        http2.close();
    }

    /** What is open at one endpoint. */
    final class Slot implements UpstreamConnection.Home {

        private final Endpoint endpoint;
        private final Deque<UpstreamConnection> idleConnections = new ArrayDeque<>(4);
        private int inFlight;

        private Slot(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void opened() {
            meters.connections(1);
        }

        @Override
        public boolean keep(UpstreamConnection connection) {
            requestEnded();
            if (closed || idle >= MOST_IDLE || idleConnections.size() >= MOST_IDLE_EACH) {
                return false;
            }
            idle++;
            slots.putIfAbsent(endpoint, this);
            idleConnections.addLast(connection);
            return true;
        }

        @Override
        public void lost(UpstreamConnection connection, boolean inUse) {
            meters.connections(-1);
            if (inUse) {
                requestEnded();
                return;
            }
            if (idleConnections.remove(connection)) {
                idle--;
            }
            forgetIfUnused();
        }

        private @Nullable UpstreamConnection newestIdle() {
            UpstreamConnection newest = idleConnections.pollLast();
            while (newest != null) {
                idle--;
                if (newest.isOpen()) {
                    newest.taken();
                    return newest;
                }
                newest = idleConnections.pollLast();
            }
            return null;
        }

        private void requestEnded() {
            inFlight--;
            forgetIfUnused();
        }

        private void forgetIfUnused() {
            if (inFlight == 0 && idleConnections.isEmpty()) {
                slots.remove(endpoint, this);
            }
        }
    }
}
