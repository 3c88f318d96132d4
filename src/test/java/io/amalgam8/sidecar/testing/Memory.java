package io.amalgam8.sidecar.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process takes of the machine's memory, as Linux counts it. */
public final class Memory {

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final int KILO = 1024;

    private Memory() {}

    /** Resident megabytes. */
    public static long residentMegabytes(Program program) {
        return read(program, RESIDENT) / KILO;
    }

    private static long read(Program program, Pattern line) {
        Path status = Path.of("/proc", Long.toString(program.handle().pid()), "status");
        try {
            Matcher matcher = line.matcher(Files.readString(status));
            if (!matcher.find()) {
                throw new AssertionError(status + " has no line like " + line);
            }
            return Long.parseLong(matcher.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
