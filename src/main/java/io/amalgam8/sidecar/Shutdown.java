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
import java.util.function.LongSupplier;
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

    /** {@code timeout} and some process managers send one signal to us and to our group: it comes twice. */
    private static final Duration SAME = Duration.ofMillis(500);

    /** What must not be lost may take so long in a hurry. */
    private static final Duration HURRY = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Stops stops;
    private final Promise<Void> startOver = Promise.promise();
    private final Promise<Void> asked = Promise.promise();
    private final Promise<Void> hurried = Promise.promise();
    private final Promise<Integer> ended = Promise.promise();
    private Optional<SupervisorVerticle> application = Optional.empty();
    private Optional<Long> signalledNanos = Optional.empty();
    private boolean inHurry;

    /** With the longest time that one part may take to stop, and the start to be over once the end was asked for. */
    Shutdown(Vertx vertx, Duration patience) {
        this(vertx, patience, System::nanoTime);
    }

    Shutdown(Vertx vertx, Duration patience, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.patience = patience;
        this.nanoTime = nanoTime;
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

    /** Likewise, and also when the end is hurried: it may be asked for twice. */
    void thenAlways(String what, Supplier<? extends Future<?>> stop) {
        stops.addAlways(what, stop);
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

    /** Whether a second signal has cut the end short: what still runs then is to be left alone. */
    boolean inHurry() {
        return inHurry;
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
                    .otherwise(Exit.FAILURE)
                    .onSuccess(this::endUnlessHurried);
        }
    }

    private void endUnlessHurried(int code) {
        if (!inHurry) {
            ended.tryComplete(code);
        }
    }

    void signalled(Signal signal) {
        long now = nanoTime.getAsLong();
        if (signalledNanos.filter(first -> now - first < SAME.toNanos()).isPresent()) {
            return;
        }
        signalledNanos = signalledNanos.or(() -> Optional.of(now));
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
        if (inHurry) {
            return;
        }
        inHurry = true;
        LOG.atWarn().addKeyValue("signal", signal).log("asked again: ends at once");
        application
                .map(SupervisorVerticle::kill)
                .orElse(Future.succeededFuture(Exit.FAILURE))
                .otherwise(Exit.FAILURE)
                .onComplete(killed -> hurried.tryComplete())
                .compose(code -> stops.hurry()
                        .timeout(HURRY.toMillis(), TimeUnit.MILLISECONDS)
                        .transform(kept -> Future.succeededFuture(code)))
                .onSuccess(ended::tryComplete);
    }

    private Future<Integer> exitCode() {
        return application.map(SupervisorVerticle::exited).orElse(Future.succeededFuture(Exit.CLEAN));
    }
}
