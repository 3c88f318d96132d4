package io.amalgam8.sidecar.health;

import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/** Connects, and closes at once: who accepts is well. */
final class TcpProbe implements Probe {

    private final NetClient client;
    private final HealthCheckTarget.Tcp target;

    TcpProbe(Vertx vertx, HealthCheckTarget.Tcp target, Duration timeout) {
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout((int) timeout.toMillis()));
        this.target = target;
    }

    /** An attempt to connect ends by its own timeout, and that is the check's: who stops earlier need not wait for it. */
    @Override
    public Future<Void> ask(Future<Void> end) {
        Promise<Void> done = Promise.promise();
        client.connect(target.port(), target.host())
                .compose(NetSocket::close)
                .onSuccess(done::tryComplete)
                .onFailure(done::tryFail);
        end.onComplete(over -> done.tryFail(new FailedCheckException("ended before its time")));
        return done.future();
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }
}
