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

    /** The number of its group; 0 when it is gone. */
    static long group(long pid) {
        String[] fields = behindItsName(pid).split(" ", 4);
        return fields.length < 3 ? 0 : Long.parseLong(fields[2]);
    }

    static boolean isStopped(long pid) {
        return behindItsName(pid).startsWith("T");
    }

    /** State, parent, group, session …; empty when it is gone. */
    private static String behindItsName(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2);
        } catch (IOException noSuchProcess) {
            return "";
        }
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
