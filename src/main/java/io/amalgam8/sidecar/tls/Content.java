package io.amalgam8.sidecar.tls;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Arrays;

/** What a file held when it was read. It may be a key: only the file is ever shown. */
final class Content {

    private final Path file;
    private final byte[] bytes;

    Content(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes.clone();
    }

    Path file() {
        return file;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    Buffer buffer() {
        return Buffer.buffer(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && file.equals(content.file) && Arrays.equals(bytes, content.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
