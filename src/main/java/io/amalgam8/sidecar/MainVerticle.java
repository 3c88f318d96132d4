package io.amalgam8.sidecar;

import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.settings.Outcome;
import io.amalgam8.sidecar.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the Vert.x launcher is given: one sidecar, and the process's end when the sidecar has ended.
 *
 * <p>Started by its name, it takes the configuration from the launcher's {@code -conf}, in the shape of the YAML file,
 * with the environment above it.
 */
public final class MainVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(MainVerticle.class);

    private final Optional<Configuration> given;

    /** For the launcher, which starts it by name. */
    public MainVerticle() {
        given = Optional.empty();
    }

    MainVerticle(Configuration configuration) {
        given = Optional.of(configuration);
    }

    @Override
    public Future<?> start() {
        if (given.isPresent()) {
            return run(given.get());
        }
        return vertx.executeBlocking(() -> Settings.readJson(config().encode(), System.getenv()))
                .compose(this::runOrEnd);
    }

    private Future<Void> runOrEnd(Outcome outcome) {
        if (outcome instanceof Outcome.Run run) {
            return run(run.configuration());
        }
        Exit.now(Console.show(outcome));
        return Future.succeededFuture();
    }

    private Future<Void> run(Configuration configuration) {
        Logging.say(configuration.logLevel());
        configuration.warnings().forEach(LOG::warn);
        Sidecar sidecar = new Sidecar(vertx, configuration);
        return sidecar.start().onComplete(started -> sidecar.ended().onSuccess(this::end));
    }

    /** Not before the launcher has heard that this verticle is deployed: it would take a closed Vert.x for a failure. */
    private void end(int code) {
        context.runOnContext(later -> Exit.after(vertx, code));
    }
}
