package io.amalgam8.sidecar.process;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A variable in a command's environment by which the processes that it made are found again, sessions of their own or
 * not: children inherit it, and Linux shows it in {@code /proc}. No other process has the same, so nobody else's is ever
 * ended by it. A process that has emptied its environment is found by its session alone, as long as it stays there.
 *
 * @param id unlike any other
 */
public record Marker(String id) {

    /** The variable's name. */
    public static final String VARIABLE = "A8_SUPERVISED_BY";

    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** One that there was not before. */
    public static Marker fresh() {
        return new Marker(UUID.randomUUID().toString());
    }

    /** The same command, marked. */
    public Command on(Command command) {
        return command.with(Map.of(VARIABLE, id));
    }

    /** Kills every process that bears the mark, and what it makes meanwhile; never fails. */
    public Future<Void> killAll(Vertx vertx) {
        return killAll(vertx, OptionalLong.empty());
    }

    /** Likewise with every process of the session that the group's first process has just left, marked or not. */
    public Future<Void> killAll(Vertx vertx, ProcessGroup group) {
        return killAll(vertx, group.session());
    }

    private Future<Void> killAll(Vertx vertx, OptionalLong session) {
        return vertx.<Void>executeBlocking(() -> {
                    killAll(session);
                    return null;
                })
                .otherwiseEmpty();
    }

    private void killAll(OptionalLong session) {
        long begun = System.nanoTime();
        while (killFound(session) && System.nanoTime() - begun < PATIENCE.toNanos()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /**
     * Kills each as soon as it is found, as a rule the oldest first: whoever makes others faster than they can be listed
     * must be ended before the list is complete.
     */
    private boolean killFound(OptionalLong session) {
        byte[] mark = (VARIABLE + "=" + id).getBytes(StandardCharsets.US_ASCII);
        boolean found = false;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                // The handle knows when its process began: it does not end another one of the same number.
                Optional<ProcessHandle> handle = ProcessHandle.of(
                        Long.parseLong(PROCESSES.relativize(process).toString()));
                if (handle.isPresent() && (bears(process, mark) || isIn(session, process))) {
                    handle.get().destroyForcibly();
                    found = true;
                }
            }
        } catch (IOException | DirectoryIteratorException noTable) {
            return found;
        }
        return found;
    }

    /**
     * Behind the program's name, which may hold anything, stand its state, its parent, its group and its session. A dead
     * one that nobody has reaped has a session, too, and cannot be killed again.
     */
    private static boolean isIn(OptionalLong session, Path process) {
        if (session.isEmpty()) {
            return false;
        }
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            return !fields[0].equals("Z") && fields[3].equals(Long.toString(session.getAsLong()));
        } catch (IOException gone) {
            return false;
        }
    }

    /** The variables of a process stand one after the other, a NUL behind each. */
    private static boolean bears(Path process, byte[] mark) {
        try {
            byte[] environment = Files.readAllBytes(process.resolve("environ"));
            int begin = 0;
            for (int i = 0; i < environment.length; i++) {
                if (environment[i] != 0) {
                    continue;
                }
                if (Arrays.equals(environment, begin, i, mark, 0, mark.length)) {
                    return true;
                }
                begin = i + 1;
            }
            return false;
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
