package io.amalgam8.sidecar.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.wire.CatalogJson;
import io.amalgam8.sidecar.wire.Documents;
import io.amalgam8.sidecar.wire.RulesJson;
import io.amalgam8.sidecar.wire.UnreadableDocumentException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The last good catalog and rules, in a file that is either whole or not there: {@code
 * {"format":1,"written":"…","state":{"catalog":{"instances":[…]},"rules":{"rules":[…],"revision":N}},"sha256":"…"}}.
 * Its methods block.
 */
public final class StateFile {

    private static final int FORMAT = 1;
    private static final Duration OLDEST = Duration.ofHours(24);

    private final Path path;
    private final InstantSource clock;

    /** A file that need not exist yet, in a directory that does. */
    public StateFile(Path path, InstantSource clock) {
        this.path = path.toAbsolutePath();
        this.clock = clock;
    }

    /**
     * What was saved; nothing where there is no file.
     *
     * @throws IOException when it cannot be read
     * @throws InvalidValueException when it is not what was written, or too old
     */
    SavedState read() throws IOException {
        try {
            ObjectNode document = Documents.readObject(content());
            check(document);
            return state(document.path("state"));
        } catch (NoSuchFileException e) {
            return SavedState.NONE;
        } catch (UnreadableDocumentException e) {
            throw InvalidValueException.saying(path + ": " + e.reason());
        }
    }

    /**
     * Writes a state in the old one's place, at once for whoever reads.
     *
     * @throws IOException when it cannot be written; the old one is still there
     */
    void write(SavedState state) throws IOException {
        Path directory = Optional.ofNullable(path.getParent()).orElse(path);
        Path fresh = Files.createTempFile(directory, path.getFileName() + ".", ".new");
        try {
            writeThrough(fresh, state);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Only what can be such a file: anything else might never end, or be more than there is memory. */
    private byte[] content() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile() || attributes.size() > Documents.LONGEST) {
            throw InvalidValueException.of(
                    path + " size", attributes.size(), "a regular file of at most " + Documents.limit());
        }
        return Files.readAllBytes(path);
    }

    /** To the disk itself: renaming outruns the content where the power fails in between. */
    private void writeThrough(Path file, SavedState state) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                OutputStream content = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            StateWriter.write(state, FORMAT, clock.instant(), content);
            content.flush();
            channel.force(true);
        }
    }

    private void check(ObjectNode document) {
        JsonNode format = document.path("format");
        if (format.asInt() != FORMAT) {
            throw InvalidValueException.of(path + " format", format, String.valueOf(FORMAT));
        }
        if (!document.path("sha256").asText().equals(StateWriter.checksum(document.path("state")))) {
            throw InvalidValueException.of(path + " sha256", document.path("sha256"), "its content's checksum");
        }
        String written = document.path("written").asText();
        try {
            if (Duration.between(Instant.parse(written), clock.instant()).compareTo(OLDEST) > 0) {
                throw InvalidValueException.of(path + " written", written, "at most 24 hours ago");
            }
        } catch (DateTimeParseException e) {
            throw InvalidValueException.of(path + " written", written, "a point in time");
        }
    }

    private static SavedState state(JsonNode state) {
        Optional<Catalog> catalog =
                Optional.ofNullable(state.get("catalog")).map(node -> CatalogJson.read(bytes(node)));
        Optional<RuleSet> rules = Optional.ofNullable(state.get("rules")).map(node -> RulesJson.read(bytes(node)));
        return new SavedState(catalog, rules);
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
