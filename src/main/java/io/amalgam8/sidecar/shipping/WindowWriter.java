package io.amalgam8.sidecar.shipping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Makes windows of batches, in the frames of Lumberjack version 2 (W, C and J; all numbers big-endian, four bytes), and
 * events of lines, in the shape that Filebeat 1.2 gave them. Used by one thread at a time.
 */
final class WindowWriter {

    private static final int FRAME_HEAD = 6;

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final JsonFactory json = new JsonFactory();
    private final InstantSource clock;
    private final String host;

    /** With the name of this machine. */
    WindowWriter(InstantSource clock, String host) {
        this.clock = clock;
        this.host = host;
    }

    /** A window with all lines of the batch. */
    Window write(Batch batch) {
        String now = MILLIS.format(clock.instant());
        ByteArrayOutputStream packed = new ByteArrayOutputStream(1 << 16);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream frames = new DeflaterOutputStream(packed, deflater, 1 << 13)) {
            int number = 0;
            for (Line line : batch.lines()) {
                number++;
                byte[] event = event(batch.source(), line, now);
                frames.write(head('J', number).appendInt(event.length).getBytes());
                frames.write(event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        byte[] content = packed.toByteArray();
        Buffer window = Buffer.buffer(2 * FRAME_HEAD + content.length)
                .appendBuffer(head('W', batch.size()))
                .appendBuffer(head('C', content.length))
                .appendBytes(content);
        return new Window(window, batch.size());
    }

    private byte[] event(String source, Line line, String now) throws IOException {
        ByteArrayOutputStream event = new ByteArrayOutputStream(line.text().length * 3 / 2 + 256);
        try (JsonGenerator generator = json.createGenerator(event)) {
            generator.writeStartObject();
            generator.writeStringField("@timestamp", now);
            generator.writeObjectFieldStart("beat");
            generator.writeStringField("hostname", host);
            generator.writeStringField("name", host);
            generator.writeEndObject();
            generator.writeStringField("type", "log");
            generator.writeStringField("source", source);
            generator.writeNumberField("offset", line.start());
            // Bytes that are no UTF-8 are replaced: one damaged line must not make the server refuse a window for ever.
            generator.writeStringField("message", new String(line.text(), StandardCharsets.UTF_8));
            generator.writeEndObject();
        }
        return event.toByteArray();
    }

    private static Buffer head(char type, int number) {
        return Buffer.buffer(FRAME_HEAD + Integer.BYTES)
                .appendByte((byte) '2')
                .appendByte((byte) type)
                .appendInt(number);
    }
}
