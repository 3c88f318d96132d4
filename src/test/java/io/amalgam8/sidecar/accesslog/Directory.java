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

    /** What is made of a line. */
    @FunctionalInterface
    interface Look {
        void at(String line) throws IOException;
    }

    /** The oldest first. */
    List<Path> all() throws IOException {
        List<Path> files = new ArrayList<>(new RotatedFiles(log).all());
        files.add(log);
        return files;
    }

    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        forEachLine(lines::add);
        return lines;
    }

    /** Looks at them one after the other; gives their number. */
    long forEachLine(Look look) throws IOException {
        long count = 0;
        for (Path file : all()) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    look.at(line);
                    count++;
                }
            }
        }
        return count;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
    }
}
