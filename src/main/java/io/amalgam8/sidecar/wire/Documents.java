package io.amalgam8.sidecar.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/** Opens JSON documents from outside, within limits that no honest server reaches. */
public final class Documents {

    private static final DocumentLimit LIMIT =
            DocumentLimit.of(Runtime.getRuntime().maxMemory());

    /** The longest document that is looked at, in bytes. */
    public static final int LONGEST = LIMIT.bytes();

    private static final int DEEPEST = 100;
    private static final int LONGEST_STRING = 1024 * 1024;
    private static final int LONGEST_NUMBER = 100;

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(LONGEST)
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_STRING)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .build();

    private Documents() {}

    /**
     * Reads a whole document that is one object.
     *
     * @throws UnreadableDocumentException when it is anything else
     */
    public static ObjectNode readObject(byte[] document) {
        checkLength(document);
        try {
            JsonNode root = MAPPER.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(document);
            if (root instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw UnreadableDocumentException.of(e);
        }
        throw UnreadableDocumentException.saying("document: not an object (expected: a JSON object)");
    }

    /** {@link #LONGEST} and why, for a message. */
    public static String limit() {
        return LIMIT.toString();
    }

    /** An empty object to fill. */
    public static ObjectNode newObject() {
        return MAPPER.createObjectNode();
    }

    /**
     * Writes compact JSON as UTF-8, node by node. A half of a surrogate pair, which a text from outside may hold,
     * becomes a question mark. Closing it closes the target.
     *
     * @throws IOException when nothing can be written
     */
    public static JsonGenerator generator(OutputStream target) throws IOException {
        return MAPPER.createGenerator(new OutputStreamWriter(target, StandardCharsets.UTF_8));
    }

    /** Refuses what is too long by its length; a stream is counted while it is read. */
    static InputStream open(byte[] document) {
        checkLength(document);
        return new ByteArrayInputStream(document);
    }

    /** Hands every entry of the root object's one list to the reader, and every other field to nobody. */
    static void eachEntry(InputStream document, String list, EntryReader entries, FieldReader others) {
        try (JsonParser parser = MAPPER.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw UnreadableDocumentException.saying(
                        "document: not an object (expected: a JSON object with " + list + ")");
            }
            boolean found = false;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                if (!name.equals(list)) {
                    others.read(name, parser);
                    parser.skipChildren();
                    continue;
                }
                if (found) {
                    throw UnreadableDocumentException.saying(list + ": twice (expected: once)");
                }
                found = true;
                readList(list, parser, entries);
            }
            if (!found) {
                throw UnreadableDocumentException.saying(list + ": missing (expected: a list)");
            }
            if (parser.nextToken() != null) {
                throw UnreadableDocumentException.saying("document: goes on after its end (expected: one object)");
            }
        } catch (IOException e) {
            throw UnreadableDocumentException.of(e);
        }
    }

    private static void readList(String list, JsonParser parser, EntryReader entries) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            // How a server written in Go says "none".
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw UnreadableDocumentException.saying(
                    list + ": " + describe(parser.currentToken()) + " (expected: a list)");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            entries.read(parser);
        }
    }

    /** What stands there, in a word for people. */
    static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
    }

    private static void checkLength(byte[] document) {
        // The parser itself counts only what it loads piece by piece.
        if (document.length > LONGEST) {
            throw UnreadableDocumentException.saying(
                    "document: " + document.length + " bytes (expected: at most " + LIMIT + ")");
        }
    }

    /** Reads the one entry at which the parser stands, to its end. */
    @FunctionalInterface
    interface EntryReader {
        void read(JsonParser parser) throws IOException;
    }

    /** Looks at a field's value, which need not be read to its end. */
    @FunctionalInterface
    interface FieldReader {
        void read(String name, JsonParser parser) throws IOException;
    }
}
