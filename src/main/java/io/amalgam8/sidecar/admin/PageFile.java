package io.amalgam8.sidecar.admin;

import io.vertx.core.buffer.Buffer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * One file of the page, as it is in the jar.
 *
 * @param tag tells whether it is still the same, for {@code ETag}
 */
record PageFile(String contentType, Buffer content, String tag) {

    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** Reads the file; blocks. */
    static PageFile read(String name) throws IOException {
        try (InputStream file = PageFile.class.getResourceAsStream("page/" + name)) {
            if (file == null) {
                throw new FileNotFoundException("page/" + name);
            }
            byte[] bytes = file.readAllBytes();
            return new PageFile(contentType(name), Buffer.buffer(bytes), tag(bytes));
        }
    }

    private static String contentType(String name) {
        return CONTENT_TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
