package io.amalgam8.sidecar.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many connections an event loop keeps open for the next calls. Instances by the thousand are each called seldom, and
 * a connection made again for every call costs more than the call; yet callers must find room in the process, too.
 */
final class IdleLimit {

    /** Enough for 2,000 instances that 64 callers call by turns. */
    private static final int LARGEST = 4_096;

    /** Where nothing is known of the process. */
    private static final int USUAL = 1_024;

    /** All event loops together keep at most this part of the files that the process may open. */
    private static final int PART = 4;

    /** By proc(5): the limit in force, then the one it may be raised to. */
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\d{1,18}) .*");

    private static final Path LIMITS = Path.of("/proc/self/limits");

    private IdleLimit() {}

    /** That of each of so many event loops of this process. */
    static int ofThisProcess(int loops) {
        try {
            return of(Files.readAllLines(LIMITS), loops);
        } catch (IOException e) {
            return USUAL;
        }
    }

    /** That of each of so many event loops of a process with these limits, in proc(5)'s form. */
    static int of(List<String> limits, int loops) {
        for (String limit : limits) {
            Matcher files = OPEN_FILES.matcher(limit);
            if (files.matches()) {
                return (int) Math.min(LARGEST, Long.parseLong(files.group(1)) / PART / loops);
            }
        }
        return USUAL;
    }
}
