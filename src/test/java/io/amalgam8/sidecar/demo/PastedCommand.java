package io.amalgam8.sidecar.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a shell makes of a command line with curl.
 *
 * @param method as curl chooses it
 * @param body empty when there is none
 */
record PastedCommand(String method, String url, Map<String, String> headers, String body) {

    private static final String CURL = """
            #!/bin/sh
            printf '%s\\0' "$@" > "$CALLED"
            """;

    /** Runs the command in a shell that has a curl which only writes its arguments down. */
    static PastedCommand paste(String command, Path directory) throws IOException, InterruptedException {
        Path called = directory.resolve("called");
        Path curl = Files.writeString(directory.resolve("curl"), CURL);
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command).inheritIO();
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("CALLED", called.toString());
        if (builder.start().waitFor() != 0) {
            throw new AssertionError("the shell refuses: " + command);
        }
        return of(Arrays.asList(Files.readString(called, StandardCharsets.UTF_8).split("\0")));
    }

    HttpRequest request() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request.build();
    }

    private static PastedCommand of(List<String> words) {
        String method = "GET";
        String url = "";
        String body = "";
        Map<String, String> headers = new TreeMap<>();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "-X" -> method = rest.next();
                case "-d" -> body = rest.next();
                case "-H" -> {
                    String[] header = rest.next().split(": ", 2);
                    headers.put(header[0], header[1]);
                }
                case "-o", "-w" -> rest.next();
                case "-s" -> {}
                default -> url = word;
            }
        }
        return new PastedCommand(method, url, headers, body);
    }
}
