package io.amalgam8.sidecar.transport;

import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The callers' connections of one event loop. */
public final class Callers implements CallerConnection.Home {

    private final Calls calls;
    private final Patience patience;
    private final Set<CallerConnection> open = new HashSet<>();
    private final Http2Callers http2;
    private boolean draining;

    public Callers(Calls calls, Patience patience) {
        this.calls = calls;
        this.patience = patience;
        this.http2 = new Http2Callers(calls, patience);
    }

    public void accept(NetSocket socket) {
        if (!http2.takes(socket)) {
            open.add(CallerConnection.over(socket, calls, this, patience));
        }
    }

    /** Closes what is idle; on the others the answer under way is the last, and WebSockets are told to end. */
    public void drain() {
        draining = true;
        http2.drain();
        List.copyOf(open).forEach(CallerConnection::drain);
    }

    /** Ends what is left. */
    public void cut() {
        List.copyOf(open).forEach(CallerConnection::reset);
        http2.cut();
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public void lost(CallerConnection connection) {
        open.remove(connection);
    }

    @Override
    public void upgrade(NetSocket socket, Http2Upgrade upgrade) {
        http2.open(socket).begin(upgrade);
    }
}
