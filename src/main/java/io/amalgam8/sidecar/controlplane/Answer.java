package io.amalgam8.sidecar.controlplane;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * What a request is answered.
 *
 * @param headers those beyond what every answer of the server bears
 */
record Answer(int status, Map<String, String> headers, Buffer body) {

    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), Buffer.buffer());
    }

    static Answer json(int status, byte[] body) {
        return new Answer(status, Map.of(), Buffer.buffer(body));
    }

    static Answer json(int status, String body) {
        return new Answer(status, Map.of(), Buffer.buffer(body));
    }

    Answer withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    /** The same, in gzip; an empty body stays as it is. */
    Answer gzipped() {
        if (body.length() == 0) {
            return this;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return new Answer(status, headers, Buffer.buffer(bytes.toByteArray())).withHeader("Content-Encoding", "gzip");
    }
}
