package io.amalgam8.sidecar.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The thread that starts a command, and lives until the command's first process has ended: the system takes the thread
 * that made a process, and not the whole JVM, for the parent whose death kills it.
 */
final class ParentThread {

    private static final File NOTHING = new File("/dev/null");

    private final Command command;
    private final Redirect output;
    private final CompletableFuture<Started> started = new CompletableFuture<>();

    private ParentThread(Command command, Redirect output) {
        this.command = command;
        this.output = output;
    }

    /** A process, and what was put before its command. */
    record Started(Process leader, Wrapping wrapping) {}

    /**
     * Starts the command; fails with {@link CannotStartException} when there is nothing to start.
     *
     * @param output where what it prints goes; only who inherits ours reads our input, too
     */
    static CompletableFuture<Started> start(Command command, Redirect output) {
        ParentThread parent = new ParentThread(command, output);
        parent.begin();
        return parent.started;
    }

    /** A system that has no room for another thread says so by an error, which must not leave anybody waiting. */
    private void begin() {
        try {
            new Thread(this::run, "a8-parent-of-" + command.program()).start();
        } catch (OutOfMemoryError noRoom) {
            started.completeExceptionally(CannotStartException.noRoom(command.program()));
        }
    }

    private void run() {
        try {
            Started child = spawn();
            started.complete(child);
            stayBeside(child.leader());
        } catch (OutOfMemoryError noRoom) {
            started.completeExceptionally(CannotStartException.noRoom(command.program()));
        } catch (RuntimeException | Error failure) {
            started.completeExceptionally(failure);
        }
    }

    private Started spawn() {
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
        try {
            return new Started(builder.start(), wrapping);
        } catch (IOException refused) {
            throw CannotStartException.refused(command.program(), refused);
        }
    }

    private static void stayBeside(Process leader) {
        while (leader.isAlive()) {
            try {
                leader.waitFor();
            } catch (InterruptedException goesOn) {
                // Whoever interrupts this thread would kill the command with it.
            }
        }
    }
}
