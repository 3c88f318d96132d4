package io.amalgam8.sidecar.supervisor;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.poll.Backoff;
import io.amalgam8.sidecar.poll.Timers;
import io.amalgam8.sidecar.process.CannotStartException;
import io.amalgam8.sidecar.process.Command;
import io.amalgam8.sidecar.process.Marker;
import io.amalgam8.sidecar.process.ProcessGroup;
import io.amalgam8.sidecar.process.Reach;
import io.amalgam8.sidecar.process.Signal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command through all its runs: started, watched, started again as its policy says, and ended. Belongs to one event
 * loop.
 */
final class SupervisedCommand {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedCommand.class);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 0.1);

    /** Who has run for so long has recovered: the next end is a first one again. */
    private static final Duration STEADY = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final CommandOptions options;
    private final Surroundings surroundings;
    private final Marker marker = Marker.fresh();
    private final Command command;

    private Future<Run> run = Future.failedFuture("not started");
    private Timers.Timer next = () -> false;
    private Standing standing = new Standing.Starting();
    private int failures;
    private boolean stopping;

    SupervisedCommand(Vertx vertx, CommandOptions options, Surroundings surroundings) {
        this.vertx = vertx;
        this.options = options;
        this.surroundings = surroundings;
        Map<String, String> own = options.environment().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, variable -> variable.getValue().value()));
        this.command =
                marker.on(Command.inheriting(options.words(), System.getenv()).with(own));
    }

    /**
     * What it needs around it.
     *
     * @param changed hears that its standing is another now
     * @param ended hears the exit code when it has ended by itself, and for good
     */
    record Surroundings(Timers timers, Meters meters, Runnable changed, IntConsumer ended) {}

    /** Starts the first run; fails with {@link CannotStartException} when there is nothing to start. */
    Future<ProcessGroup> start() {
        return launch().map(Run::group);
    }

    CommandOptions options() {
        return options;
    }

    Standing standing() {
        return standing;
    }

    /** Passes a signal on to the processes of the present run. */
    Future<Void> signal(Signal signal) {
        return run.compose(present -> present.group().signal(signal)).otherwiseEmpty();
    }

    /** Asks it to end, kills it when it has not done so in time; done when it is gone, and never started again. */
    Future<Void> stop(Signal asked, Duration longest) {
        Signal signal = options.stopping()
                .signal()
                .map(own -> Signal.valueOf(own.name()))
                .orElse(asked);
        Duration patience = options.stopping().timeout().orElse(longest);
        return end(last -> last.group().stop(signal, patience));
    }

    /** Kills it at once, likewise. */
    Future<Void> kill() {
        return end(last -> last.group().kill());
    }

    private Future<Run> launch() {
        Reach reach = options.stopping().wholeGroup() ? Reach.GROUP : Reach.LEADER;
        run = ProcessGroup.start(vertx, command, reach)
                .compose(group -> Run.of(vertx, group, reach == Reach.GROUP, marker))
                .onSuccess(this::watch);
        return run;
    }

    private void watch(Run begun) {
        long pid = begun.group().pid();
        if (failures == 0) {
            LOG.atInfo()
                    .addKeyValue("program", options.program())
                    .addKeyValue("pid", pid)
                    .log("command started");
        } else {
            next = surroundings.timers().after(STEADY, this::recovered);
        }
        stand(new Standing.Running(pid, failures));
        begun.over().onSuccess(this::ended);
    }

    private void recovered() {
        LOG.atInfo()
                .addKeyValue("program", options.program())
                .addKeyValue("after", failures)
                .log("command has recovered");
        failures = 0;
        run.onSuccess(present -> stand(new Standing.Running(present.group().pid(), 0)));
    }

    private void ended(int exitCode) {
        next.cancel();
        if (!stopping && options.ending().restart().follows(exitCode)) {
            startLater(exitCode);
            return;
        }
        LOG.atInfo()
                .addKeyValue("program", options.program())
                .addKeyValue("exitCode", exitCode)
                .log("command ended");
        stand(new Standing.Ended(exitCode));
        if (!stopping) {
            surroundings.ended().accept(exitCode);
        }
    }

    /** The first end is said, and those in a row after it are only counted. */
    private void startLater(int exitCode) {
        failures++;
        Duration wait = BACKOFF.after(failures, ThreadLocalRandom.current().nextDouble());
        (failures == 1 ? LOG.atWarn() : LOG.atDebug())
                .addKeyValue("program", options.program())
                .addKeyValue("exitCode", exitCode)
                .addKeyValue("wait", wait)
                .log("command ended: starts it again, later and later while it goes on so");
        next = surroundings.timers().after(wait, this::startAgain);
        stand(new Standing.Waiting(exitCode, failures));
    }

    private void startAgain() {
        surroundings.meters().commandRestarted(options.program());
        launch().onFailure(this::notStarted);
    }

    /** What a shell would say of it is how it ended. */
    private void notStarted(Throwable failure) {
        boolean expected = failure instanceof CannotStartException;
        if (failures <= 1) {
            LOG.atError().addKeyValue("reason", failure.getMessage()).log("command cannot be started again");
        }
        ended(expected ? ((CannotStartException) failure).exitCode() : 1);
    }

    /** What was never started has nothing to end. */
    private Future<Void> end(Function<Run, Future<Integer>> how) {
        stopping = true;
        next.cancel();
        return run.<Void>transform(last -> last.succeeded()
                        ? how.apply(last.result())
                                .compose(code -> last.result().over())
                                .mapEmpty()
                        : Future.succeededFuture())
                .eventually(this::sweepUp);
    }

    /** What its first processes have left behind, where these were all that ended until now. */
    private Future<Void> sweepUp() {
        return options.stopping().wholeGroup() ? Future.succeededFuture() : marker.killAll(vertx);
    }

    private void stand(Standing now) {
        standing = now;
        surroundings.changed().run();
    }
}
