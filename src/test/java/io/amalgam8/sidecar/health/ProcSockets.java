package io.amalgam8.sidecar.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The kernel's table of connections over IPv4. */
final class ProcSockets {

    private static final String ESTABLISHED = "01";

    private ProcSockets() {}

    /** How many connections to a port of this machine are open, by their callers' ends. */
    static long establishedTo(int port) {
        String remote = String.format(Locale.ROOT, ":%04X", port);
        try {
            return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[2].endsWith(remote) && fields[3].equals(ESTABLISHED))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
