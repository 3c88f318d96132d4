package io.amalgam8.sidecar;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.SettingInForce;
import io.amalgam8.sidecar.files.WatchedFiles;
import io.amalgam8.sidecar.settings.Basis;
import io.amalgam8.sidecar.settings.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again, when told to and when its file has changed: what can change while the sidecar runs does
 * at once, what cannot is named, and one that is not valid changes nothing.
 */
final class Reload {

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Vertx vertx;
    private final Supplier<Outcome> reading;
    private final Basis basis;
    private volatile Basis shown;
    private final WatchedFiles file;
    private Configuration inForce;
    private List<String> unchangeable = List.of();
    private List<String> problems = List.of();

    /**
     * For a configuration that is in force.
     *
     * @param reading reads it anew; may block
     */
    Reload(Vertx vertx, Outcome.Run inForce, Supplier<Outcome> reading) {
        this.vertx = vertx;
        this.reading = reading;
        this.basis = inForce.basis();
        this.shown = inForce.basis();
        this.inForce = inForce.configuration();
        this.file = new WatchedFiles(vertx, basis.file().stream().toList());
    }

    /** Goes by the file's changes from now on, and by those that there were since it was read first. */
    Future<Void> watch() {
        if (basis.file().isEmpty()) {
            return Future.succeededFuture();
        }
        return file.open(contents -> catchUp(), changed -> read(Cause.FILE));
    }

    /** Every setting that is in force, with its origin, secrets masked. Any thread may ask. */
    List<SettingInForce> settings() {
        return shown.settings();
    }

    /** Looks no more. */
    Future<Void> close() {
        file.close();
        return Future.succeededFuture();
    }

    /** Reads it now. */
    Future<Void> now() {
        return vertx.executeBlocking(() -> {
            read(Cause.SIGNAL);
            return null;
        });
    }

    /** Who asked for it. */
    private enum Cause {
        SIGNAL,
        FILE
    }

    private void catchUp() {
        if (pipe().isEmpty()) {
            read(Cause.FILE);
        }
    }

    private void read(Cause cause) {
        Optional<Path> pipe = pipe();
        if (pipe.isPresent()) {
            refuse(List.of(pipe.get() + " (expected: a regular file; a pipe can be read only once)"), cause);
            return;
        }
        take(reading.get(), cause);
    }

    /** The file, where it is one that would give nothing a second time, or wait for a writer for ever. Blocks. */
    private Optional<Path> pipe() {
        return basis.file().filter(path -> Files.exists(path) && !Files.isRegularFile(path));
    }

    private synchronized void take(Outcome outcome, Cause cause) {
        if (outcome instanceof Outcome.Invalid invalid) {
            refuse(invalid.problems(), cause);
            return;
        }
        if (outcome instanceof Outcome.Run run) {
            problems = List.of();
            accept(run, cause);
        }
    }

    private synchronized void refuse(List<String> found, Cause cause) {
        if (cause == Cause.FILE && found.equals(problems)) {
            return;
        }
        problems = found;
        found.forEach(problem -> LOG.error("configuration not taken over: {}", problem));
    }

    private void accept(Outcome.Run run, Cause cause) {
        List<String> later = basis.changedIn(run.basis());
        if (!later.isEmpty() && !later.equals(unchangeable)) {
            LOG.atWarn().addKeyValue("options", later).log("changed options need a restart");
        }
        unchangeable = later;
        Configuration next = inForce.renewedBy(run.configuration());
        boolean changed = !next.equals(inForce);
        if (changed || cause == Cause.SIGNAL) {
            run.configuration().warnings().forEach(LOG::warn);
            LOG.atInfo()
                    .addKeyValue("from", basis)
                    .log(changed ? "configuration reloaded" : "configuration read again: nothing to change");
        }
        inForce = next;
        shown = shown.renewedBy(run.basis());
        if (changed) {
            Logging.say(next.logLevel());
            Topics.CONFIGURATION.publish(vertx, next);
        }
    }
}
