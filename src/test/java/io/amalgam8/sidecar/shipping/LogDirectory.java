package io.amalgam8.sidecar.shipping;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes an access log as the sidecar does, and rotates it. Each line says which one it is. */
final class LogDirectory {

    private final Path log;
    private final List<String> written = new ArrayList<>();
    private int rotations;

    LogDirectory(Path folder) {
        this.log = folder.resolve("a8_access.log");
    }

    Path log() {
        return log;
    }

    /** All lines so far. */
    List<String> written() {
        return List.copyOf(written);
    }

    void write(int lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            String line = "{\"status\":\"200\",\"request_id\":\"" + written.size() + "\",\"path\":\"/\\\"ü\"}";
            written.add(line);
            text.append(line).append('\n');
        }
        append(text.toString());
    }

    /** Exactly that, be it a line or not. */
    void append(String text) {
        try {
            Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the file aside, and begins a new one. */
    Path rotate() {
        rotations++;
        Path old = log.resolveSibling("a8_access-20260102T030405.%03dZ.log".formatted(rotations));
        try {
            Files.move(log, old);
            Files.createFile(log);
            return old;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packs what was put aside. */
    Path pack(Path old) {
        Path packed = old.resolveSibling(old.getFileName() + ".gz");
        Path unfinished = old.resolveSibling(old.getFileName() + ".gz.tmp");
        try {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
                Files.copy(old, out);
            }
            Files.move(unfinished, packed);
            Files.delete(old);
            return packed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
