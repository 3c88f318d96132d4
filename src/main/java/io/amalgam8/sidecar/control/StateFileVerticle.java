package io.amalgam8.sidecar.control;

import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.poll.Timers;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last good catalog and rules on disk: a while after a change, at most once a minute, and at the stop. What
 * goes wrong is said once and is in nobody's way.
 */
public final class StateFileVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(StateFileVerticle.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final StateFile file;
    private final Duration pause;

    private SavedState state;
    private boolean changed;
    private boolean waiting;
    private boolean failing;
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
        return Future.succeededFuture();
    }

    /** Returns when the last state is on disk. */
    @Override
    public Future<?> stop() {
        stopped = true;
        timer.cancel();
        return writing.compose(written -> changed ? write() : Future.succeededFuture());
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
            timer = Timers.of(vertx).after(pause, this::writeAndListen);
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
                .onSuccess(done -> failing = false)
                .onFailure(this::sayOnce)
                .transform(ended -> Future.succeededFuture());
    }

    private void sayOnce(Throwable failure) {
        if (!failing) {
            failing = true;
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
