package io.amalgam8.sidecar.supervisor;

import io.amalgam8.sidecar.bus.ApplicationExited;
import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.CommandOptions.OnExit;
import io.amalgam8.sidecar.config.LifecycleOptions;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.poll.Timers;
import io.amalgam8.sidecar.process.Signal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the commands for as long as it is deployed, and tells when one of them ends that the sidecar ends with: such a
 * one is called the application. What is public can be called from any thread.
 */
public final class SupervisorVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisorVerticle.class);

    private static final int CLEAN = 0;
    private static final int KILLED = 1;

    private final List<CommandOptions> options;
    private final LifecycleOptions lifecycle;
    private final Meters meters;
    private final Function<Vertx, Timers> clockwork;
    private final List<SupervisedCommand> commands = new ArrayList<>();
    private final Promise<Context> begun = Promise.promise();
    private final Promise<Integer> exited = Promise.promise();
    private volatile Optional<Health> said = Optional.empty();
    private volatile Signal stopSignal = Signal.TERM;

    /** With the commands in the order of their start. */
    public SupervisorVerticle(List<CommandOptions> commands, LifecycleOptions lifecycle, Meters meters) {
        this(commands, lifecycle, meters, Timers::of);
    }

    SupervisorVerticle(
            List<CommandOptions> commands,
            LifecycleOptions lifecycle,
            Meters meters,
            Function<Vertx, Timers> clockwork) {
        this.options = List.copyOf(commands);
        this.lifecycle = lifecycle;
        this.meters = meters;
        this.clockwork = clockwork;
    }

    /** Fails with {@link io.amalgam8.sidecar.process.CannotStartException}, which knows the exit code. */
    @Override
    public Future<?> start() {
        if (ProcessHandle.current().pid() == 1) {
            LOG.warn("this process is number 1, and orphans are not reaped (expected: an init such as tini before it)");
        }
        Timers timers = clockwork.apply(vertx);
        for (CommandOptions command : options) {
            meters.commandKnown(command.program());
            commands.add(new SupervisedCommand(
                    vertx,
                    command,
                    new SupervisedCommand.Surroundings(timers, meters, this::changed, code -> ended(command, code))));
        }
        begun.complete(context);
        return startFrom(0).recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
    }

    /** Asks all commands to end, kills each after its time, and is done when they are gone. */
    @Override
    public Future<?> stop() {
        return Future.join(commands.stream()
                        .map(command -> command.stop(stopSignal, lifecycle.shutdownTimeout()))
                        .toList())
                .onSuccess(gone -> exited.tryComplete(applicationsCode().orElse(CLEAN)))
                .onFailure(exited::tryFail);
    }

    /** Which signal will ask the commands to end that have none of their own: TERM, unless told otherwise. */
    public void stopSignal(Signal signal) {
        stopSignal = signal;
    }

    /** Passes a signal on to the processes of all commands. */
    public Future<Void> signal(Signal signal) {
        return here(() -> Future.join(
                        commands.stream().map(command -> command.signal(signal)).toList())
                .mapEmpty());
    }

    /** Kills all commands at once; a stop that waits for them goes on then. Gives what {@link #exited()} does. */
    public Future<Integer> kill() {
        return here(() -> Future.join(
                        commands.stream().map(SupervisedCommand::kill).toList()))
                .onSuccess(gone -> exited.tryComplete(applicationsCode().orElse(KILLED)))
                .compose(gone -> exited.future());
    }

    /**
     * The exit code of the application, 128 + n when signal n killed it: of the one that has ended by itself, of the first
     * one when we have ended them. Without any application, 0 when all commands are gone.
     */
    public Future<Integer> exited() {
        return exited.future();
    }

    /** How the commands are together, for who comes too late to hear it; down until all of them have been started. */
    public Health.State state() {
        return said.map(Health::state).orElse(Health.State.DOWN);
    }

    /** What the application gets beside our own environment, by name: the first one's, where there are many. */
    public Map<String, Secret> environment() {
        return options.stream()
                .filter(SupervisorVerticle::isApplication)
                .findFirst()
                .map(CommandOptions::environment)
                .orElse(Map.of());
    }

    private Future<Void> startFrom(int index) {
        if (index == commands.size()) {
            return Future.succeededFuture();
        }
        return commands.get(index)
                .start()
                .onSuccess(group -> {
                    if (index == 0) {
                        group.limits().forEach(LOG::warn);
                    }
                })
                .compose(group -> startFrom(index + 1));
    }

    private void ended(CommandOptions command, int exitCode) {
        if (isApplication(command) && exited.tryComplete(exitCode)) {
            Topics.APPLICATION_EXITED.publish(vertx, new ApplicationExited(exitCode));
        }
    }

    /** Tells how the commands are together, whenever that is something new. */
    private void changed() {
        Optional<Health> now = Census.of(commands);
        if (now.isEmpty() || now.equals(said)) {
            return;
        }
        said = now;
        meters.applicationUp(now.get().state() != Health.State.DOWN);
        Topics.HEALTH.publish(vertx, now.get());
    }

    private Optional<Integer> applicationsCode() {
        return commands.stream()
                .filter(command -> isApplication(command.options()))
                .flatMap(command -> command.standing().lastExitCode().stream())
                .findFirst();
    }

    /** Runs it on our own event loop, as soon as there are commands. */
    private <T> Future<T> here(Supplier<Future<T>> task) {
        Promise<T> done = Promise.promise();
        begun.future().onSuccess(own -> own.runOnContext(now -> task.get().onComplete(done)));
        return done.future();
    }

    static boolean isApplication(CommandOptions command) {
        return command.ending().onExit() == OnExit.TERMINATE;
    }
}
