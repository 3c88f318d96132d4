package io.amalgam8.sidecar.files;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Arrays;

/** What a file held when it was read. It may be a key or a token: only the file is ever shown. */
public final class Content {

    private final Path file;
    private final byte[] bytes;

    public Content(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes.clone();
    }

    public Path file() {
        return file;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public Buffer buffer() {
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
