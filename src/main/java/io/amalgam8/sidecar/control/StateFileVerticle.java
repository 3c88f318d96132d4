package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Health.Part;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.poll.Timers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last good catalog and rules on disk: soon after a change, at most once a minute, and at the stop. Each hour
 * also when nothing has changed, as long as the servers say so: what is still true should not grow old. What goes wrong
 * is said once, is in nobody's way, and is tried again.
 */
public final class StateFileVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(StateFileVerticle.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** So long after the start's first change, the other server's answer has mostly come, too. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final Set<Part> SERVERS = EnumSet.of(Part.REGISTRY, Part.CONTROLLER);

    private final StateFile file;
    private final Duration pause;
    private final Set<Part> answering = EnumSet.noneOf(Part.class);

    private Duration wait;
    private SavedState state;
    private boolean changed;
    private boolean waiting;
    private long failures;
    private boolean stopped;
    private Timers.Timer timer = () -> false;
    private Future<Void> writing = Future.succeededFuture();

    /** Keeps it there, beginning with what is there: one half of it outlives a start in which only the other comes. */
    public StateFileVerticle(StateFile file, SavedState saved) {
        this(file, saved, MINUTE);
    }

    StateFileVerticle(StateFile file, SavedState saved, Duration pause) {
        this.file = file;
        this.state = saved;
        this.pause = pause;
        this.wait = pause.compareTo(SETTLING) < 0 ? pause : SETTLING;
    }

    /** Reads what an earlier run has left; nothing when that is unusable, which is said. Never fails. */
    public static Future<SavedState> load(Vertx vertx, StateFile file) {
        return vertx.executeBlocking(file::read, false).recover(failure -> {
            LOG.atWarn().addKeyValue("reason", reason(failure)).log("saved state cannot be used");
            return Future.succeededFuture(SavedState.NONE);
        });
    }

    @Override
    public Future<?> start() {
        Topics.CATALOG.subscribe(vertx, catalog -> changeTo(new SavedState(Optional.of(catalog), state.rules())));
        Topics.RULES.subscribe(vertx, rules -> changeTo(new SavedState(state.catalog(), Optional.of(rules))));
        Topics.HEALTH.subscribe(vertx, this::hear);
        vertx.setPeriodic(HOUR.toMillis(), hour -> refresh());
        return Future.succeededFuture();
    }

    /** Returns when the last state is on disk. */
    @Override
    public Future<?> stop() {
        stopped = true;
        timer.cancel();
        return writing.compose(written -> changed || isConfirmed() ? write() : Future.succeededFuture());
    }

    private void hear(Health health) {
        if (health.state() == Health.State.UP) {
            answering.add(health.part());
            return;
        }
        answering.remove(health.part());
    }

    private void refresh() {
        if (isConfirmed()) {
            changed = true;
            writeSoon();
        }
    }

    /** Whether the servers say at present what we know. */
    private boolean isConfirmed() {
        return answering.containsAll(SERVERS) && !state.isEmpty();
    }

    private void changeTo(SavedState next) {
        // What was read from the file and is published again is as old as it was.
        if (!next.equals(state)) {
            state = next;
            changed = true;
            writeSoon();
        }
    }

    private void writeSoon() {
        if (!waiting && !stopped) {
            waiting = true;
            timer = Timers.of(vertx).after(wait, this::writeAndListen);
            wait = pause;
        }
    }

    private void writeAndListen() {
        writing = write();
        writing.onComplete(written -> {
            waiting = false;
            if (changed) {
                writeSoon();
            }
        });
    }

    private Future<Void> write() {
        SavedState written = state;
        changed = false;
        return vertx.executeBlocking(
                        () -> {
                            file.write(written);
                            return file;
                        },
                        false)
                .onSuccess(done -> sayRecovered())
                .onFailure(this::failed)
                .transform(ended -> Future.succeededFuture());
    }

    private void sayRecovered() {
        if (failures > 0) {
            LOG.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("failures", failures)
                    .log("state can be saved again");
            failures = 0;
        }
    }

    /** Said once; what could not be saved is tried again after the usual pause, until there is room for it. */
    private void failed(Throwable failure) {
        changed = true;
        failures++;
        if (failures == 1) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", reason(failure))
                    .log("state cannot be saved");
        }
    }

    private static String reason(Throwable failure) {
        return failure.toString();
    }
}
