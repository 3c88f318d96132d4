package io.amalgam8.sidecar.health;

import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/** One way of asking the application how it is. Asked again only when it is done. */
interface Probe {

    /**
     * Asks once; a failure's message says what was wrong with the answer.
     *
     * @param end completes when nobody waits for the answer any more
     * @return done when nothing of the asking is left: no connection, no process
     */
    Future<Void> ask(Future<Void> end);

    /** Frees what was kept for asking again. */
    Future<Void> close();

    /** The one that these options describe, of an application with these variables. */
    static Probe of(Vertx vertx, HealthCheckOptions options, Map<String, Secret> environment) {
        HealthCheckTarget target = options.target();
        if (target instanceof HealthCheckTarget.Http http) {
            return new HttpProbe(vertx, http, options.timeout());
        }
        if (target instanceof HealthCheckTarget.Tcp tcp) {
            return new TcpProbe(vertx, tcp, options.timeout());
        }
        return new CommandProbe(vertx, (HealthCheckTarget.Command) target, environment);
    }
}
