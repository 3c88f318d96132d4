package io.amalgam8.sidecar.transport;

import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The callers' connections of one event loop. */
public final class Callers implements CallerConnection.Home {

    private final Calls calls;
    private final Patience patience;
    private final CallerLimit limit;
    private final Set<CallerConnection> open = new HashSet<>();
    private boolean draining;

    public Callers(Calls calls, Patience patience, CallerLimit limit) {
        this.calls = calls;
        this.patience = patience;
        this.limit = limit;
    }

    public void accept(NetSocket socket) {
        if (!limit.enter()) {
            ExcessCaller.refuse(socket);
            return;
        }
        open.add(CallerConnection.over(socket, calls, this, patience));
    }

    /** Closes what is idle; on the others the answer under way is the last. */
    public void drain() {
        draining = true;
        List.copyOf(open).stream().filter(CallerConnection::isIdle).forEach(CallerConnection::close);
    }

    /** Ends what is left. */
    public void cut() {
        List.copyOf(open).forEach(CallerConnection::reset);
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    @Override
    public void lost(CallerConnection connection) {
        if (open.remove(connection)) {
            limit.leave();
        }
    }
}
