package io.amalgam8.sidecar;

import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.settings.Outcome;
import io.amalgam8.sidecar.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;
import java.util.function.Supplier;
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

    private final Optional<Outcome.Run> given;
    private final Supplier<Outcome> reading;

    /** For the launcher, which starts it by name. */
    public MainVerticle() {
        given = Optional.empty();
        reading = () -> Settings.readJson(config().encode(), System.getenv());
    }

    /**
     * For a configuration that was read before.
     *
     * @param reading reads it again
     */
    MainVerticle(Outcome.Run given, Supplier<Outcome> reading) {
        this.given = Optional.of(given);
        this.reading = reading;
    }

    @Override
    public Future<?> start() {
        if (given.isPresent()) {
            return run(given.get());
        }
        return vertx.executeBlocking(reading::get).compose(this::runOrEnd);
    }

    private Future<Void> runOrEnd(Outcome outcome) {
        if (outcome instanceof Outcome.Run run) {
            return run(run);
        }
        Exit.now(Console.show(outcome));
        return Future.succeededFuture();
    }

    private Future<Void> run(Outcome.Run run) {
        Configuration configuration = run.configuration();
        Logging.say(configuration.logLevel());
        Logging.write(configuration.logFormat());
        configuration.warnings().forEach(LOG::warn);
        Sidecar sidecar = new Sidecar(vertx, configuration, new Reload(vertx, run, reading));
        Future<Void> started = sidecar.start();
        sidecar.ended().onSuccess(code -> context.runOnContext(later -> end(sidecar, started, code)));
        return started;
    }

    /**
     * Not before the launcher has heard that this verticle is deployed: it would take a closed Vert.x for a failure. Where
     * the start hangs, it never hears it, and nothing is waited for; nor is it in a hurry.
     */
    private void end(Sidecar sidecar, Future<Void> started, int code) {
        if (!started.isComplete() || sidecar.inHurry()) {
            Exit.afterLog(code);
            return;
        }
        Exit.after(vertx, code);
    }
}
