package io.amalgam8.sidecar.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import io.amalgam8.sidecar.wire.CatalogJson;
import io.amalgam8.sidecar.wire.Documents;
import io.amalgam8.sidecar.wire.RulesJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Writes the document of a {@link StateFile} entry by entry: a tree of ten thousand instances and its text, tens of
 * megabytes each minute, would be what a collection stops all calls for.
 */
final class StateWriter {

    private final JsonGenerator generator;

    private StateWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /** Leaves the target open. */
    static void write(SavedState state, int format, Instant written, OutputStream target) throws IOException {
        MessageDigest digest = sha256();
        write(target, "{\"format\":" + format + ",\"written\":\"" + written + "\",\"state\":");
        // Without being closed, as that would close the target.
        JsonGenerator generator = Documents.generator(new DigestOutputStream(target, digest));
        new StateWriter(generator).write(state);
        generator.flush();
        write(target, ",\"sha256\":\"" + HexFormat.of().formatHex(digest.digest()) + "\"}");
    }

    /** Of a state that was read, to be compared with the one that was written with it. */
    static String checksum(JsonNode state) {
        MessageDigest digest = sha256();
        try (JsonGenerator generator =
                Documents.generator(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            generator.writeTree(state);
        } catch (IOException e) {
            throw new IllegalStateException("nothing was written to a file", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void write(SavedState state) throws IOException {
        generator.writeStartObject();
        if (state.catalog().isPresent()) {
            generator.writeFieldName("catalog");
            write(state.catalog().get());
        }
        if (state.rules().isPresent()) {
            generator.writeFieldName("rules");
            write(state.rules().get());
        }
        generator.writeEndObject();
    }

    private void write(Catalog catalog) throws IOException {
        generator.writeStartObject();
        generator.writeArrayFieldStart("instances");
        for (Instance instance : catalog.instances()) {
            generator.writeTree(CatalogJson.write(instance));
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    private void write(RuleSet rules) throws IOException {
        generator.writeStartObject();
        generator.writeArrayFieldStart("rules");
        for (Rule rule : rules.rules()) {
            generator.writeTree(RulesJson.write(rule));
        }
        generator.writeEndArray();
        generator.writeNumberField("revision", rules.revision());
        generator.writeEndObject();
    }

    private static void write(OutputStream target, String text) throws IOException {
        target.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
