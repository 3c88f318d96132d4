package io.amalgam8.sidecar.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One running process of the demo.
 *
 * @param log what it prints, both streams
 */
record Child(Part part, Process process, Path log) {

    private static final int KILLED_BY_SIGNAL = 128;
    private static final int TAIL = 8;

    String name() {
        return part.name();
    }

    /** The application that a sidecar runs, which is its only child. */
    Optional<ProcessHandle> application() {
        return process.children().findFirst();
    }

    /** How it ended, in words. */
    String ending() {
        int code = process.exitValue();
        if (code <= KILLED_BY_SIGNAL) {
            return "ended with exit code " + code;
        }
        return "ended with exit code " + code + " (128 + signal " + (code - KILLED_BY_SIGNAL) + ")";
    }

    /** The log's last lines. */
    List<String> tail() {
        try {
            // Not readAllLines, which fails at a byte that is no UTF-8.
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - TAIL), lines.size());
        } catch (IOException unreadable) {
            return List.of("(" + log + " cannot be read)");
        }
    }
}
