package io.amalgam8.sidecar.transport;

import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The callers' connections of one event loop that speak HTTP/2, and how they come to that. */
final class Http2Callers implements CallerStreams.Home {

    private static final String ALPN_NAME = "h2";

    private final Calls calls;
    private final Patience patience;
    private final Set<CallerStreams> open = new HashSet<>();
    private boolean draining;

    Http2Callers(Calls calls, Patience patience) {
        this.calls = calls;
        this.patience = patience;
    }

    /**
     * Takes the connection when HTTP/2 was negotiated with TLS. Else it is HTTP/1.1's, and becomes ours when what comes
     * first says so.
     */
    boolean takes(NetSocket socket) {
        if (Wire.of(socket).applicationProtocol().equals(ALPN_NAME)) {
            open(socket);
            return true;
        }
        if (!socket.isSsl()) {
            Wire.of(socket).add(new Http2Preface(socket, this));
        }
        return false;
    }

    /** Puts HTTP/2 on it. */
    CallerStreams open(NetSocket socket) {
        CallerStreams connection = CallerStreams.over(socket, calls, this, patience);
        open.add(connection);
        if (draining) {
            connection.drain();
        }
        return connection;
    }

    Patience patience() {
        return patience;
    }

    /** Lets them finish what they have begun. */
    void drain() {
        draining = true;
        List.copyOf(open).forEach(CallerStreams::drain);
    }

    /** Ends what is left. */
    void cut() {
        List.copyOf(open).forEach(CallerStreams::cut);
    }

    @Override
    public void lost(CallerStreams connection) {
        open.remove(connection);
    }
}
