package io.amalgam8.sidecar.accesslog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** All that there is of a log, old and new, compressed and plain. */
record Directory(Path log) {

    /** The oldest first. */
    List<Path> all() throws IOException {
        List<Path> files = new ArrayList<>(new RotatedFiles(log).all());
        files.add(log);
        return files;
    }

    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : all()) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            }
        }
        return lines;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
    }
}
