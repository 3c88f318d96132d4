package io.amalgam8.sidecar.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The system's table of processes, and the numbers in it that the processes of a test have printed themselves. */
public final class ProcessTable {

    private static final Duration GENEROUS = Duration.ofSeconds(30);

    /** Ours, as the commands of tests print their processes; and the sidecar's own log line. */
    private static final Pattern NAMED = Pattern.compile("^mine (\\d+)$| pid=(\\d+)");

    private ProcessTable() {}

    /** The processes that the output names so far, by {@code echo mine $$} or in the sidecar's log. */
    public static List<Long> named(Program sidecar) {
        return sidecar.lines().stream()
                .map(NAMED::matcher)
                .filter(Matcher::find)
                .map(matcher -> Long.parseLong(matcher.group(1) == null ? matcher.group(2) : matcher.group(1)))
                .distinct()
                .toList();
    }

    /** Waits for that many of them, by {@code echo mine $$}. */
    public static List<Long> awaitNamed(Program sidecar, int count) {
        await().atMost(GENEROUS)
                .until(() -> sidecar.lines().stream()
                                .filter(line -> line.startsWith("mine "))
                                .count()
                        >= count);
        return named(sidecar);
    }

    /** Waits until none of them is in the table, not even as a zombie. */
    public static void awaitGone(List<Long> processes) {
        await().atMost(GENEROUS)
                .until(() -> processes.stream().noneMatch(pid -> Files.exists(Path.of("/proc/" + pid))));
    }

    /** Whether it runs: a zombie does not. */
    public static boolean isAlive(long process) {
        return !state(process).isEmpty() && !state(process).equals("Z");
    }

    private static String state(long process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1);
        } catch (IOException noSuchProcess) {
            return "";
        }
    }
}
