package io.amalgam8.sidecar.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running command and all processes that it makes, as far as they stay in its process group. It has our standard
 * streams, leads its own session (and with that loses our controlling terminal), and is killed by the system when we
 * end without having ended it. A process that makes a session of its own leaves the group, and our reach.
 *
 * <p>Nothing here blocks the caller.
 */
public final class ProcessGroup {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);

    private static final String SPAWNER = "a8-spawn";
    private static final File NOTHING = new File("/dev/null");

    /** A killed process is gone at once, unless the kernel itself waits for a broken disk. */
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final WorkerExecutor spawner;
    private final Wrapping wrapping;
    private final Process leader;
    private final Future<Integer> exited;

    private ProcessGroup(Vertx vertx, WorkerExecutor spawner, Wrapping wrapping, Process leader) {
        this.vertx = vertx;
        this.spawner = spawner;
        this.wrapping = wrapping;
        this.leader = leader;
        this.exited = Future.fromCompletionStage(leader.onExit(), vertx.getOrCreateContext())
                .map(Process::exitValue)
                .compose(this::sweep)
                .eventually(this.spawner::close);
    }

    /** Starts the command; fails with {@link CannotStartException} when there is nothing to start. */
    public static Future<ProcessGroup> start(Vertx vertx, Command command) {
        return start(vertx, command, Redirect.INHERIT);
    }

    /** Likewise, but it reads nothing, and nobody hears what it prints. */
    public static Future<ProcessGroup> startSilent(Vertx vertx, Command command) {
        return start(vertx, command, Redirect.DISCARD);
    }

    private static Future<ProcessGroup> start(Vertx vertx, Command command, Redirect output) {
        // The system's watch over the child is bound to the thread that made it: this one lives as long as the child.
        WorkerExecutor spawner = vertx.createSharedWorkerExecutor(SPAWNER, 1);
        return spawner.executeBlocking(() -> spawn(command, output))
                .map(started -> new ProcessGroup(vertx, spawner, started.wrapping(), started.leader()))
                .recover(failure -> spawner.close().transform(closed -> Future.failedFuture(failure)));
    }

    /** The number of its first process, which is the group's, too. */
    public long pid() {
        return leader.pid();
    }

    /** What cannot be promised on this system, in sentences for the log; empty where all is well. */
    public List<String> limits() {
        return wrapping.limits();
    }

    /**
     * How the first process ended, as a shell tells it: its exit code, 128 + n when signal n killed it. By then the rest
     * of its group has been killed.
     */
    public Future<Integer> exited() {
        return exited;
    }

    /** Sends a signal to the whole group; does nothing once it has ended. */
    public Future<Void> signal(Signal signal) {
        return vertx.executeBlocking(() -> {
            send(signal);
            return null;
        });
    }

    /** Asks the group to end by a signal, kills it when it has not done so in time, and tells how it ended. */
    public Future<Integer> stop(Signal signal, Duration patience) {
        return signal(signal)
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

    private static Started spawn(Command command, Redirect output) throws IOException {
        SearchPath.of(command.environment()).find(command.program());
        Wrapping wrapping = Wrapping.detect(SearchPath.of(System.getenv()));
        List<String> words = new ArrayList<>(wrapping.words());
        words.addAll(command.words());
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(output.equals(Redirect.INHERIT) ? Redirect.INHERIT : Redirect.from(NOTHING))
                .redirectOutput(output)
                .redirectError(output);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(command.environment());
        return new Started(wrapping, builder.start());
    }

    /** What of the group has outlived its first process. While any of it lives, its number is nobody else's. */
    private Future<Integer> sweep(int exitCode) {
        if (!wrapping.ownGroup()) {
            return Future.succeededFuture(exitCode);
        }
        return vertx.executeBlocking(() -> Kill.group(Signal.KILL, pid()))
                .transform(swept -> Future.succeededFuture(exitCode));
    }

    private void send(Signal signal) {
        if (!leader.isAlive()) {
            return;
        }
        if (wrapping.ownGroup() && Kill.group(signal, pid())) {
            return;
        }
        // Without a group, or in the moment before the child has made it.
        Kill.process(signal, leader.toHandle());
    }

    /** A process, and what was put before its command. */
    private record Started(Wrapping wrapping, Process leader) {}
}
