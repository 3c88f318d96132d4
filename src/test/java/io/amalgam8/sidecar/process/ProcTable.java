package io.amalgam8.sidecar.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The system's table of processes. */
final class ProcTable {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private ProcTable() {}

    static void awaitGone(long pid) {
        // Asked of hundreds in turn, most of which have gone already.
        await().atMost(DEADLINE).pollDelay(Duration.ZERO).until(() -> isGone(pid));
    }

    /** A dead process that nobody has reaped yet is gone, too: reaping is not ours. */
    static boolean isGone(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException noSuchProcess) {
            return true;
        }
    }
}
