package io.amalgam8.sidecar.proxy;

import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The callers' connections of one event loop. */
final class Callers implements CallerConnection.Home {

    private final Calls calls;
    private final Patience patience;
    private final Set<CallerConnection> open = new HashSet<>();
    private boolean draining;

    Callers(Calls calls, Patience patience) {
        this.calls = calls;
        this.patience = patience;
    }

    void accept(NetSocket socket) {
        open.add(CallerConnection.over(socket, calls, this, patience));
    }

    /** Closes what is idle; on the others the answer under way is the last. */
    void drain() {
        draining = true;
        List.copyOf(open).stream().filter(CallerConnection::isIdle).forEach(CallerConnection::close);
    }

    /** Ends what is left. */
    void cut() {
        List.copyOf(open).forEach(CallerConnection::reset);
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public void lost(CallerConnection connection) {
        open.remove(connection);
    }
}
