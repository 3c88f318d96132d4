package io.amalgam8.sidecar.poll;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Runs one task at once, and again from the end of each run on; never two runs at the same time, and slower while they
 * fail. Belongs to one event loop.
 *
 * <p>The task ends within a time limit of its own: a run that never ends is the last one.
 */
public final class Poller {

    private Rhythm rhythm;
    private final Timers timers;
    private final DoubleSupplier chance;
    private final Supplier<Future<?>> task;

    private boolean stopped;
    private int failures;
    private Future<?> run = Future.succeededFuture();
    private Timers.Timer next = () -> false;

    private Poller(Rhythm rhythm, Timers timers, DoubleSupplier chance, Supplier<Future<?>> task) {
        this.rhythm = rhythm;
        this.timers = timers;
        this.chance = chance;
        this.task = task;
    }

    /**
     * Starts the first run.
     *
     * @param interval from one run's end to the next one's start
     * @param chance gives 0 to less than 1
     * @param task a run; its failure slows the next ones down, a {@link Postponing} one as it says, and is otherwise the
     *     task's own affair
     */
    public static Poller start(Duration interval, Timers timers, DoubleSupplier chance, Supplier<Future<?>> task) {
        Poller poller = new Poller(new Rhythm(interval), timers, chance, task);
        poller.run();
        return poller;
    }

    /** From the next run's end on, this is the interval. */
    public void every(Duration interval) {
        rhythm = new Rhythm(interval);
    }

    /** No run begins from now on; completes when the one that is under way has ended, however it does. */
    public Future<Void> stop() {
        stopped = true;
        next.cancel();
        return run.transform(ended -> Future.succeededFuture());
    }

    private void run() {
        run = attempt();
        run.onComplete(ended -> {
            failures = ended.succeeded() ? 0 : failures + 1;
            if (!stopped) {
                next = timers.after(waitAfter(ended), this::run);
            }
            if (ended.cause() instanceof VirtualMachineError fatal) {
                // Whoever asked for the run has taken it for one that failed; whoever watches the process must hear it,
                // too.
                throw fatal;
            }
        });
    }

    private Duration waitAfter(AsyncResult<?> ended) {
        Duration usual = rhythm.next(failures, chance.getAsDouble());
        Duration least = ended.cause() instanceof Postponing failure ? failure.least() : Duration.ZERO;
        return least.compareTo(usual) > 0 ? least : usual;
    }

    /** A task that throws has failed like any other. */
    private Future<?> attempt() {
        return Future.succeededFuture().compose(ignored -> task.get());
    }
}
