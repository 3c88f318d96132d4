package io.amalgam8.sidecar.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What a file's ends tell of it.
 *
 * @param moment when its first line was written; when it was last written to, where that line does not say
 * @param fileEndsTorn whether it ends in the middle of a line, as a process leaves it that is killed while it writes
 */
record FirstLine(Instant moment, boolean fileEndsTorn) {

    private static final String KEY = "\"timestamp\":\"";

    static FirstLine of(Path path, BasicFileAttributes attributes) throws IOException {
        Instant modified = attributes.lastModifiedTime().toInstant();
        if (!attributes.isRegularFile() || attributes.size() == 0 || !Files.isReadable(path)) {
            return new FirstLine(modified, false);
        }
        try (FileChannel reader = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(JsonLine.LIMIT);
            reader.read(head, 0);
            String first = new String(head.array(), 0, head.position(), StandardCharsets.UTF_8);
            ByteBuffer last = ByteBuffer.allocate(1);
            boolean torn = reader.read(last, attributes.size() - 1) == 1 && last.get(0) != '\n';
            return new FirstLine(moment(first).orElse(modified), torn);
        }
    }

    /** Of a line of JSON by its key; of one for people by its first word. */
    private static Optional<Instant> moment(String line) {
        int key = line.indexOf(KEY);
        return line.startsWith("{")
                ? parse(line, key + KEY.length(), key < 0 ? -1 : line.indexOf('"', key + KEY.length()))
                : parse(line, 0, line.indexOf(' '));
    }

    private static Optional<Instant> parse(String line, int from, int to) {
        if (to < from) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(line.substring(from, to)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
