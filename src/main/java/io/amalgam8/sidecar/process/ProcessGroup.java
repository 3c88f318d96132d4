package io.amalgam8.sidecar.process;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running command and all processes that it makes, as far as they stay in its process group. It has our standard
 * streams, leads its own session (and with that loses our controlling terminal), and is killed by the system when we
 * end without having ended it. A process that makes a session of its own leaves the group: see {@link Marker}.
 *
 * <p>Nothing here blocks the caller.
 */
public final class ProcessGroup {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);

    /** A killed process is gone at once, unless the kernel itself waits for a broken disk. */
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Reach reach;
    private final Wrapping wrapping;
    private final Process leader;
    private final Future<Integer> exited;

    private ProcessGroup(Vertx vertx, Context context, ParentThread.Started started, Reach reach) {
        this.vertx = vertx;
        this.wrapping = started.wrapping();
        this.leader = started.leader();
        this.reach = wrapping.ownGroup() ? reach : Reach.LEADER;
        this.exited = Future.fromCompletionStage(leader.onExit(), context)
                .map(Process::exitValue)
                .compose(this::sweep);
    }

    /** Starts the command; fails with {@link CannotStartException} when there is nothing to start. */
    public static Future<ProcessGroup> start(Vertx vertx, Command command) {
        return start(vertx, command, Reach.GROUP);
    }

    /** Likewise, of that reach; where the system offers no groups, the first process is all that can be reached. */
    public static Future<ProcessGroup> start(Vertx vertx, Command command, Reach reach) {
        return start(vertx, ParentThread.start(command, Redirect.INHERIT), reach);
    }

    /** As a whole group that reads nothing, and nobody hears what it prints. */
    public static Future<ProcessGroup> startSilent(Vertx vertx, Command command) {
        return start(vertx, ParentThread.start(command, Redirect.DISCARD), Reach.GROUP);
    }

    private static Future<ProcessGroup> start(
            Vertx vertx, CompletionStage<ParentThread.Started> starting, Reach reach) {
        Context context = vertx.getOrCreateContext();
        return Future.fromCompletionStage(starting, context)
                .map(started -> new ProcessGroup(vertx, context, started, reach));
    }

    /** The number of its first process, which is the group's, too. */
    public long pid() {
        return leader.pid();
    }

    /** All that it has, as the {@code kill} command calls it. */
    String target() {
        return wrapping.ownGroup() ? "-" + pid() : Long.toString(pid());
    }

    /** The session that its first process leads, where it has one of its own. */
    OptionalLong session() {
        return wrapping.ownGroup() ? OptionalLong.of(pid()) : OptionalLong.empty();
    }

    /** What cannot be promised on this system, in sentences for the log; empty where all is well. */
    public List<String> limits() {
        return wrapping.limits();
    }

    /**
     * How the first process ended, as a shell tells it: its exit code, 128 + n when signal n killed it. By then the rest
     * of its group has been killed, if that is its reach.
     */
    public Future<Integer> exited() {
        return exited;
    }

    /** Sends a signal as far as it reaches; does nothing once it has ended. */
    public Future<Void> signal(Signal signal) {
        return vertx.executeBlocking(() -> {
            send(signal);
            return null;
        });
    }

    /**
     * Asks the group to end by a signal, kills it when it has not done so in time, and tells how it ended. CONT follows:
     * who is stopped hears nothing else.
     */
    public Future<Integer> stop(Signal signal, Duration patience) {
        return signal(signal)
                .compose(sent -> signal(Signal.CONT))
                .compose(sent -> exited.timeout(patience.toNanos(), TimeUnit.NANOSECONDS))
                .recover(failure ->
                        failure instanceof TimeoutException ? killAfter(patience) : Future.failedFuture(failure));
    }

    /** Ends the group at once, and tells how it ended. */
    public Future<Integer> kill() {
        return signal(Signal.KILL).compose(sent -> exited.timeout(KILL_DEADLINE.toNanos(), TimeUnit.NANOSECONDS));
    }

    private Future<Integer> killAfter(Duration patience) {
        LOG.atWarn().addKeyValue("pid", pid()).addKeyValue("waited", patience).log("did not end in time: killed");
        return kill();
    }

    /** What of the group has outlived its first process. While any of it lives, its number is nobody else's. */
    private Future<Integer> sweep(int exitCode) {
        if (reach == Reach.LEADER) {
            return Future.succeededFuture(exitCode);
        }
        return vertx.executeBlocking(() -> Kill.group(Signal.KILL, pid()))
                .transform(swept -> Future.succeededFuture(exitCode));
    }

    private void send(Signal signal) {
        if (!leader.isAlive()) {
            return;
        }
        if (reach == Reach.GROUP && hasReached(signal, Kill.group(signal, pid()))) {
            return;
        }
        // The leader alone, or the moment before the child has made its group.
        Kill.process(signal, leader.toHandle());
    }

    /** Many programs take a second TERM for a wish to end at once, so that a doubt speaks against sending it twice. */
    private static boolean hasReached(Signal signal, ShortCommand.Outcome sent) {
        return switch (sent) {
            case DONE -> true;
            case FAILED -> false;
            case UNKNOWN -> signal != Signal.KILL;
        };
    }
}
