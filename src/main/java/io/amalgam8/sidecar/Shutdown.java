package io.amalgam8.sidecar;

import io.amalgam8.sidecar.process.Signal;
import io.amalgam8.sidecar.process.Signals;
import io.amalgam8.sidecar.supervisor.SupervisorVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sidecar's end: asked for by a signal, by the application's own end or by a start that failed. It happens once, in
 * the opposite order of the start; who asks again by a signal gets it at once.
 */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** Once all has been stopped, the exit code is known, or will never be. */
    private static final Duration EXIT_CODE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Duration patience;
    private final Stops stops;
    private final Promise<Void> startOver = Promise.promise();
    private final Promise<Void> asked = Promise.promise();
    private final Promise<Void> hurried = Promise.promise();
    private final Promise<Integer> ended = Promise.promise();
    private Optional<SupervisorVerticle> application = Optional.empty();

    /** With the longest time that one part may take to stop, and the start to be over once the end was asked for. */
    Shutdown(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
        this.stops = new Stops(patience);
    }

    /** From now on TERM and INT end the sidecar, and reach the application at its turn. */
    void listenToSignals() {
        Context context = vertx.getOrCreateContext();
        for (Signal signal : List.of(Signal.TERM, Signal.INT)) {
            Signals.on(signal, () -> context.runOnContext(taken -> signalled(signal)));
        }
    }

    /** Remembers how to end what has just been started. */
    void then(String what, Supplier<? extends Future<?>> stop) {
        stops.add(what, stop);
    }

    /** Whose exit code will be ours. */
    void supervises(SupervisorVerticle started) {
        application = Optional.of(started);
    }

    /** Nothing more will be started, as {@link #asked()} may have brought about. */
    void startIsOver() {
        startOver.tryComplete();
    }

    /** Completes when all has been started, or no more will be. */
    Future<Void> startOver() {
        return startOver.future();
    }

    /** Completes when the end has been asked for, for whatever reason. */
    Future<Void> asked() {
        return asked.future();
    }

    /** The code to exit with, once everything has stopped. */
    Future<Integer> ended() {
        return ended.future();
    }

    /** Ends everything as soon as the start is over. */
    void begin() {
        begin(this::exitCode);
    }

    /** Ends what a failed start leaves behind; says so, unless the end was asked for before. */
    void begin(Throwable failure) {
        if (!asked.future().isComplete()) {
            LOG.error(Exit.reasonOf(failure));
        }
        begin(() -> Future.succeededFuture(Exit.codeOf(failure)));
    }

    /** Lets callers notice that the application has left the registry; cut short by a second signal. */
    Future<Void> drain(Duration delay) {
        if (delay.isZero()
                || application.map(started -> started.exited().isComplete()).orElse(false)) {
            return Future.succeededFuture();
        }
        LOG.atInfo().addKeyValue("delay", delay).log("lets callers notice");
        return Future.any(vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS), hurried.future())
                .mapEmpty();
    }

    private void begin(Supplier<Future<Integer>> exitCode) {
        if (asked.tryComplete()) {
            startOver
                    .future()
                    .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(hangs -> LOG.warn("the start does not end: ends what has been started"))
                    .transform(over -> stops.run())
                    .compose(stopped -> exitCode.get().timeout(EXIT_CODE.toMillis(), TimeUnit.MILLISECONDS))
                    .onSuccess(ended::tryComplete)
                    .onFailure(failure -> ended.tryComplete(Exit.FAILURE));
        }
    }

    private void signalled(Signal signal) {
        if (asked.future().isComplete()) {
            hurry(signal);
            return;
        }
        LOG.atInfo().addKeyValue("signal", signal).log("stops");
        application.ifPresent(started -> started.stopSignal(signal));
        begin();
    }

    /** Kills first: a drain that is cut short goes on to ask the application politely. */
    private void hurry(Signal signal) {
        LOG.atWarn().addKeyValue("signal", signal).log("asked again: ends at once");
        application
                .map(SupervisorVerticle::kill)
                .orElse(Future.succeededFuture(Exit.FAILURE))
                .otherwise(Exit.FAILURE)
                .onSuccess(ended::tryComplete)
                .onComplete(killed -> hurried.tryComplete());
    }

    private Future<Integer> exitCode() {
        return application.map(SupervisorVerticle::exited).orElse(Future.succeededFuture(Exit.CLEAN));
    }
}
