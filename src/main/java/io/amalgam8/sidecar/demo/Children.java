package io.amalgam8.sidecar.demo;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Owns the demo's processes: starts them, hears of their end, and leaves none. */
final class Children {

    /** Far more than the demo has. */
    private static final int MOST = 100;

    private static final File NOTHING = new File("/dev/null");

    /**
     * Takes the process out of the terminal's group, so that Ctrl-C reaches the demo alone and the order of the end is
     * the demo's; and has the system end it when the thread that started it is gone, where the system can.
     */
    private static final String DETACH = """
            if setpriv --pdeathsig TERM -- setsid -- true 2>/dev/null; then
              exec setpriv --pdeathsig TERM -- setsid -- "$@"
            elif command -v setsid >/dev/null; then
              exec setsid -- "$@"
            fi
            exec "$@"
            """;

    private final Path logs;
    private final Duration patience;
    private final List<Child> started = new ArrayList<>();
    private final BlockingQueue<Child> ended = new LinkedBlockingQueue<>(MOST);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private boolean stopped;

    /** Patience is for each of the two steps of the end, before what still runs is killed. */
    Children(Path logs, Duration patience) {
        this.logs = logs;
        this.patience = patience;
    }

    /** Starts a process; from a thread that lives as long as the demo, for the system binds the child's life to it. */
    synchronized Child start(Part part) throws IOException {
        if (stopped) {
            throw new IOException(part.name() + " is not started any more");
        }
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", DETACH, "a8sidecar-demo"));
        words.addAll(part.command());
        Path log = logs.resolve(part.name() + ".log");
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()));
        // The demo's processes are configured by their flags: the user's own sidecar must not show in them.
        builder.environment().keySet().removeIf(name -> name.startsWith("A8_"));
        Child child = new Child(part, builder.start(), log);
        started.add(child);
        var unused = child.process().onExit().thenAccept(gone -> ended.add(child));
        return child;
    }

    /** The next process that has ended by itself, if one does so in time. */
    Optional<Child> awaitEnded(Duration wait) throws InterruptedException {
        return Optional.ofNullable(ended.poll(wait.toNanos(), TimeUnit.NANOSECONDS));
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /** Whether their end begins before that time is over. */
    boolean isStoppedWithin(Duration wait) throws InterruptedException {
        return stopping.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Ends all, the first one started last: the control plane hears everybody's farewell.
     *
     * @return whether it was this call that ended them
     */
    synchronized boolean stop() {
        if (stopped) {
            return false;
        }
        stopped = true;
        stopping.countDown();
        List<ProcessHandle> families =
                started.stream().flatMap(child -> child.process().descendants()).toList();
        List<Child> guests = started.subList(Math.min(1, started.size()), started.size());
        end(guests);
        end(started);
        families.forEach(ProcessHandle::destroyForcibly);
        return true;
    }

    /** By TERM, and by KILL when that does not help in time. */
    private void end(List<Child> children) {
        children.forEach(child -> child.process().destroy());
        long deadline = System.nanoTime() + patience.toNanos();
        for (Child child : children) {
            if (!endsBefore(deadline, child.process())) {
                child.process().destroyForcibly();
            }
        }
    }

    private static boolean endsBefore(long deadline, Process process) {
        try {
            return process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
