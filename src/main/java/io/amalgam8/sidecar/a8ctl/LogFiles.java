package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.recipe.LoggedCall;
import io.amalgam8.sidecar.recipe.Recipe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Access logs of sidecars as they lie on a disk: files, and directories with {@code a8_access.log} and what rotation has
 * left beside it.
 */
final class LogFiles implements CallLog {

    private static final int UNREADABLE = 5;
    private static final String NEWEST = "a8_access.log";
    private static final String LOGS = "a8_access*.log{,.gz}";
    private static final String COMPRESSED = ".gz";
    private static final int LOOKS = 3;

    private final List<String> places;

    LogFiles(List<String> places) {
        this.places = List.copyOf(places);
    }

    @Override
    public List<LoggedCall> calls(String recipe) throws FailedCommandException {
        List<LoggedCall> calls = new ArrayList<>();
        Set<Object> done = new HashSet<>();
        for (String place : places) {
            try {
                readPlace(place, recipe, calls, done);
            } catch (NoSuchFileException e) {
                throw unreadable(place, "no such file or directory");
            } catch (UncheckedIOException e) {
                throw unreadable(place, String.valueOf(e.getCause()));
            } catch (IOException | InvalidPathException e) {
                throw unreadable(place, e.toString());
            }
        }
        return calls;
    }

    private static void readPlace(String place, String recipe, List<LoggedCall> calls, Set<Object> done)
            throws IOException {
        if (place.isBlank()) {
            throw new NoSuchFileException(place);
        }
        Path path = Path.of(place);
        if (Files.isDirectory(path)) {
            readAll(path, recipe, calls, done);
        } else if (isNew(path, done)) {
            read(path, recipe, calls, done);
        }
    }

    private static FailedCommandException unreadable(String place, String reason) {
        return new FailedCommandException(UNREADABLE, "Log " + place + " cannot be read: " + reason);
    }

    /** Looks again afterwards: what was turned over meanwhile is there under a name that was not in the list. */
    private static void readAll(Path directory, String recipe, List<LoggedCall> calls, Set<Object> done)
            throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            for (Path log : logs(directory)) {
                readIfThere(log, recipe, calls, done);
            }
        }
    }

    private static List<Path> logs(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, LOGS)) {
            List<Path> logs = new ArrayList<>();
            entries.forEach(logs::add);
            return logs;
        }
    }

    private static void readIfThere(Path log, String recipe, List<LoggedCall> calls, Set<Object> done)
            throws IOException {
        try {
            if (isNew(log, done)) {
                read(log, recipe, calls, done);
            }
        } catch (NoSuchFileException e) {
            // Listed a moment ago, and gone since: it lies beside under another name.
            return;
        }
    }

    /** By what it is, which it stays when it is renamed, and by its name, which it keeps when it is compressed. */
    private static boolean isNew(Path log, Set<Object> done) throws IOException {
        Path absolute = log.toAbsolutePath().normalize();
        Object file = Files.readAttributes(log, BasicFileAttributes.class).fileKey();
        boolean anotherFile = done.add(file == null ? absolute : file);
        String name = absolute.toString();
        String compressed = name.endsWith(COMPRESSED) ? name : name + COMPRESSED;
        // The newest one's name is soon another file's. Any other is kept in mind even of a file that was read by its
        // earlier name: what it is compressed to is another file, with the same calls.
        boolean anotherName = log.endsWith(NEWEST) || done.add(compressed);
        return anotherFile && anotherName;
    }

    /** What a log begins with. */
    private record FirstLine(String text) {}

    /** Not what begins like another one, with the same call to the millisecond: it is a copy, as of who compresses at once. */
    private static void read(Path log, String recipe, List<LoggedCall> calls, Set<Object> done) throws IOException {
        try (InputStream file = Files.newInputStream(log);
                InputStream plain = log.toString().endsWith(COMPRESSED) ? new GZIPInputStream(file) : file;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            String first = lines.readLine();
            if (first == null || !done.add(new FirstLine(first))) {
                return;
            }
            // Most lines are not the recipe's: only those that might be are parsed.
            Stream.concat(Stream.of(first), lines.lines())
                    .filter(line -> line.contains(recipe))
                    .flatMap(line -> parse(line, recipe).stream())
                    .forEach(calls::add);
        }
    }

    private static Optional<LoggedCall> parse(String line, String recipe) {
        return Json.parse(line)
                .filter(JsonNode::isObject)
                .filter(entry -> entry.path(Recipe.LOG_KEY).asText().equals(recipe))
                .flatMap(LoggedCall::parse);
    }
}
