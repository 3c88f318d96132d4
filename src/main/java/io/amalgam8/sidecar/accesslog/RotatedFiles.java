package io.amalgam8.sidecar.accesslog;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The old files of a log, beside it: {@code a8_access-20260102T030405.006Z.log} of {@code a8_access.log}, and the same
 * with {@code .gz} once it is compressed. In the order of their names they are in the order of time.
 */
final class RotatedFiles {

    private static final String PLAIN = ".log";
    private static final String COMPRESSED = ".log.gz";
    private static final String UNFINISHED = ".log.gz.tmp";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSX", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path directory;
    private final String prefix;

    RotatedFiles(Path log) {
        directory = log.toAbsolutePath().resolveSibling("");
        String name = log.getFileName().toString();
        prefix = (name.endsWith(PLAIN) ? name.substring(0, name.length() - PLAIN.length()) : name) + "-";
    }

    /**
     * The name for a file that becomes an old one now. It is later than all others, by a millisecond at least, even where
     * the clock was set back: the order of the names stands.
     */
    Path next(Instant now) throws IOException {
        List<Path> all = all();
        Instant time = all.isEmpty() ? now : later(now, all.get(all.size() - 1));
        return directory.resolve(prefix + TIME.format(time) + PLAIN);
    }

    /** All of them, the oldest first; where both forms of one exist, the compressed one comes later. */
    List<Path> all() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, prefix + "*")) {
            for (Path entry : entries) {
                if (time(entry).isPresent()) {
                    files.add(entry);
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return files;
    }

    /** What was left of compressions that did not end. */
    List<Path> unfinished() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, prefix + "*" + UNFINISHED)) {
            entries.forEach(files::add);
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    static boolean isPlain(Path file) {
        return file.toString().endsWith(PLAIN);
    }

    /** What a plain file is called once it is compressed. */
    static Path compressed(Path plain) {
        return plain.resolveSibling(plain.getFileName() + ".gz");
    }

    /** What it is called until then. */
    static Path unfinished(Path plain) {
        return plain.resolveSibling(plain.getFileName() + ".gz.tmp");
    }

    private Instant later(Instant now, Path newest) {
        Instant after = time(newest).orElse(Instant.MIN).plus(1, ChronoUnit.MILLIS);
        return after.isAfter(now) ? after : now;
    }

    /** When a file became an old one; empty when it is none of ours. */
    private Optional<Instant> time(Path file) {
        String name = file.getFileName().toString();
        String suffix = name.endsWith(COMPRESSED) ? COMPRESSED : PLAIN;
        if (!name.startsWith(prefix) || !name.endsWith(suffix)) {
            return Optional.empty();
        }
        try {
            String time = name.substring(prefix.length(), name.length() - suffix.length());
            return Optional.of(TIME.parse(time, Instant::from));
        } catch (DateTimeParseException | StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
