package io.amalgam8.sidecar.supervisor;

import io.amalgam8.sidecar.process.Guardian;
import io.amalgam8.sidecar.process.Marker;
import io.amalgam8.sidecar.process.ProcessGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command's way from one start to its end.
 *
 * @param over its exit code, once all that ends with it is gone
 */
record Run(ProcessGroup group, Future<Integer> over) {

    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    /** Of the group that has just been started, guarded; whatever bears the mark ends with it, or lives on. */
    static Future<Run> of(Vertx vertx, ProcessGroup group, boolean wholly, Marker marker) {
        Future<Void> guarded = Guardian.over(vertx, group)
                .onSuccess(guardian -> group.exited().onComplete(ended -> guardian.dismiss()))
                .<Void>mapEmpty()
                .recover(Run::unguarded);
        Future<Integer> over = group.exited()
                .compose(code -> wholly ? marker.killAll(vertx, group).map(code) : Future.succeededFuture(code));
        return guarded.map(done -> new Run(group, over));
    }

    private static Future<Void> unguarded(Throwable failure) {
        LOG.atWarn()
                .addKeyValue("reason", failure)
                .log("no shell to guard the command: killed by SIGKILL, the sidecar leaves processes of it running");
        return Future.succeededFuture();
    }
}
