package io.amalgam8.sidecar;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/**
 * The form for machines: an object of {@code timestamp}, {@code level}, {@code logger}, {@code message}, the event's keys,
 * and {@code thrown}. In plain ASCII, so that no text can end a line or turn it.
 */
final class LogJson {

    private static final int LONGEST_MESSAGE = 1000;
    private static final int LONGEST_VALUE = 500;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private LogJson() {}

    static String of(ILoggingEvent event) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            write(json, event);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }

    private static void write(JsonGenerator json, ILoggingEvent event) throws IOException {
        json.writeStringField("timestamp", LogLine.time(event));
        json.writeStringField("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        json.writeStringField("logger", LogLine.simpleName(event));
        json.writeStringField("message", LogLine.bounded(String.valueOf(event.getFormattedMessage()), LONGEST_MESSAGE));
        if (event.getKeyValuePairs() != null) {
            writePairs(json, event.getKeyValuePairs());
        }
        if (event.getThrowableProxy() != null) {
            json.writeStringField("thrown", Thrown.describe(event.getThrowableProxy()));
        }
    }

    /** A key that is taken gets another name: of two members of one name, readers would see one. */
    private static void writePairs(JsonGenerator json, List<KeyValuePair> pairs) throws IOException {
        Set<String> taken = new HashSet<>(Set.of("timestamp", "level", "logger", "message", "thrown"));
        for (KeyValuePair pair : pairs) {
            String key = pair.key;
            while (!taken.add(key)) {
                key = key + "_";
            }
            json.writeFieldName(key);
            writeValue(json, pair.value);
        }
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
            return;
        }
        if (value instanceof Boolean known) {
            json.writeBoolean(known);
            return;
        }
        json.writeString(LogLine.bounded(LogLine.text(value), LONGEST_VALUE));
    }
}
