package io.amalgam8.sidecar.supervisor;

import io.amalgam8.sidecar.bus.ApplicationExited;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.ApplicationOptions;
import io.amalgam8.sidecar.config.LifecycleOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.process.Command;
import io.amalgam8.sidecar.process.ProcessGroup;
import io.amalgam8.sidecar.process.Signal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the application for as long as it is deployed, and tells when the application ends by itself. What is public can
 * be called from any thread.
 */
public final class SupervisorVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisorVerticle.class);

    private final ApplicationOptions application;
    private final LifecycleOptions lifecycle;
    private final Meters meters;
    private final Promise<ProcessGroup> started = Promise.promise();
    private final Promise<Integer> exited = Promise.promise();
    private volatile Signal stopSignal = Signal.TERM;
    private boolean stopping;

    public SupervisorVerticle(ApplicationOptions application, LifecycleOptions lifecycle, Meters meters) {
        this.application = application;
        this.lifecycle = lifecycle;
        this.meters = meters;
    }

    /** Fails with {@link io.amalgam8.sidecar.process.CannotStartException}, which knows the exit code. */
    @Override
    public Future<?> start() {
        if (ProcessHandle.current().pid() == 1) {
            LOG.warn("this process is number 1, and orphans are not reaped (expected: an init such as tini before it)");
        }
        return ProcessGroup.start(vertx, Command.inheriting(application.command(), System.getenv()))
                .onSuccess(this::watch)
                .onComplete(started);
    }

    /** Asks the application to end, kills it after the shutdown timeout, and is done when it is gone. */
    @Override
    public Future<?> stop() {
        stopping = true;
        return started.future().compose(group -> group.stop(stopSignal, lifecycle.shutdownTimeout()));
    }

    /** Which signal will ask the application to end: TERM, unless told otherwise. */
    public void stopSignal(Signal signal) {
        stopSignal = signal;
    }

    /** Passes a signal on to the application's processes. */
    public Future<Void> signal(Signal signal) {
        return started.future().compose(group -> group.signal(signal));
    }

    /** Kills the application at once; a stop that waits for it goes on then. */
    public Future<Integer> kill() {
        return started.future().compose(ProcessGroup::kill);
    }

    /** The application's exit code, 128 + n when signal n killed it, once all its processes are gone. */
    public Future<Integer> exited() {
        return exited.future();
    }

    private void watch(ProcessGroup group) {
        group.limits().forEach(LOG::warn);
        LOG.atInfo()
                .addKeyValue("program", application.command().get(0))
                .addKeyValue("pid", group.pid())
                .log("application started");
        meters.applicationUp(true);
        Topics.HEALTH.publish(
                vertx, new Health(Health.Part.APPLICATION, Health.State.UP, "runs as process " + group.pid()));
        group.exited().onSuccess(this::ended).onFailure(exited::fail);
    }

    private void ended(int exitCode) {
        LOG.atInfo().addKeyValue("exitCode", exitCode).log("application ended");
        meters.applicationUp(false);
        Topics.HEALTH.publish(
                vertx, new Health(Health.Part.APPLICATION, Health.State.DOWN, "ended with exit code " + exitCode));
        exited.complete(exitCode);
        if (!stopping) {
            Topics.APPLICATION_EXITED.publish(vertx, new ApplicationExited(exitCode));
        }
    }
}
