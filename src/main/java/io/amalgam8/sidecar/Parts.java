package io.amalgam8.sidecar;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The verticles of one sidecar: whoever is deployed here is undeployed at its turn when the sidecar ends. */
record Parts(Vertx vertx, Shutdown shutdown) {

    /** Deploys it, and remembers to undeploy it. */
    Future<Void> deploy(String part, Deployable verticle) {
        return vertx.deployVerticle(verticle)
                .onSuccess(id -> shutdown.then(part, () -> vertx.undeploy(id)))
                .mapEmpty();
    }
}
