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
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A variable in a command's environment by which the processes that it made are found again, sessions of their own or
 * not: children inherit it, and Linux shows it in {@code /proc}. No other process has the same, so nobody else's is ever
 * ended by it. A process that has emptied its environment is not found.
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
        return vertx.<Void>executeBlocking(() -> {
                    killAll();
                    return null;
                })
                .otherwiseEmpty();
    }

    private void killAll() {
        long begun = System.nanoTime();
        while (killFound() && System.nanoTime() - begun < PATIENCE.toNanos()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /**
     * Kills each as soon as it is found, as a rule the oldest first: whoever makes others faster than they can be listed
     * must be ended before the list is complete.
     */
    private boolean killFound() {
        byte[] mark = (VARIABLE + "=" + id).getBytes(StandardCharsets.US_ASCII);
        boolean found = false;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                // The handle knows when its process began: it does not end another one of the same number.
                Optional<ProcessHandle> handle = ProcessHandle.of(
                        Long.parseLong(PROCESSES.relativize(process).toString()));
                if (handle.isPresent() && bears(process, mark)) {
                    handle.get().destroyForcibly();
                    found = true;
                }
            }
        } catch (IOException | DirectoryIteratorException noTable) {
            return found;
        }
        return found;
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
