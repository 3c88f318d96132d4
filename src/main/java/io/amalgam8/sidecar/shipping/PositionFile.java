package io.amalgam8.sidecar.shipping;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The place, remembered beside the log: {@code {"format":1,"done":"2026-01-02T03:04:05.678Z","number":0,"file":"…",
 * "length":512,"offset":4711}}, the last three only within a file. Its methods block.
 */
final class PositionFile {

    private static final int FORMAT = 1;
    private static final int LARGEST = 4096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private final Path fresh;

    /** For that log. */
    PositionFile(Path log) {
        this.path = log.resolveSibling(log.getFileName() + ".position");
        this.fresh = log.resolveSibling(log.getFileName() + ".position.new");
    }

    /**
     * The place that was written last; the start of everything when none was.
     *
     * @throws IOException when it cannot be read
     * @throws InvalidValueException when it is not what was written
     */
    Place read() throws IOException {
        try {
            if (Files.isDirectory(path) || Files.size(path) > LARGEST) {
                throw unlike();
            }
            return place(JSON.readTree(Files.readAllBytes(path)));
        } catch (NoSuchFileException e) {
            return Place.START;
        } catch (JacksonException | DateTimeException e) {
            throw unlike();
        }
    }

    /** Takes the old one's place at once, for whoever reads. */
    void write(Place place) throws IOException {
        write(place, false);
    }

    /** Likewise, and is on the disk itself when it returns. */
    void writeThrough(Place place) throws IOException {
        write(place, true);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private void write(Place place, boolean force) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(JSON.writeValueAsBytes(document(place)));
        try (FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                file.write(content);
            }
            if (force) {
                file.force(true);
            }
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static ObjectNode document(Place place) {
        ObjectNode document = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("done", place.done().moment().toString())
                .put("number", place.done().number());
        place.within()
                .ifPresent(spot -> document.put("file", spot.file().hash())
                        .put("length", spot.file().length())
                        .put("offset", spot.offset()));
        return document;
    }

    private Place place(JsonNode document) {
        if (document.path("format").asInt() != FORMAT) {
            throw unlike();
        }
        Order done = new Order(
                Instant.parse(document.path("done").asText()),
                document.path("number").asInt());
        int length = document.path("length").asInt();
        long offset = document.path("offset").asLong();
        if (!document.has("file")) {
            return Place.behind(done);
        }
        if (length < 1 || length > Fingerprint.LIMIT || offset < 0) {
            throw unlike();
        }
        return Place.behind(done).in(new Fingerprint(document.path("file").asText(), length), offset);
    }

    private InvalidValueException unlike() {
        return InvalidValueException.saying(path + ": no position (expected: what was written there)");
    }
}
