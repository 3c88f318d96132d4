package io.amalgam8.sidecar.controlplane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.amalgam8.sidecar.config.GoDuration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Writes the registry's answers about instances, in the original's order of fields. */
final class InstanceJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes into a generator. */
    @FunctionalInterface
    private interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private InstanceJson() {}

    /** {@code {"instances":[…]}}, with these fields only; what is empty is left out. */
    static byte[] list(List<StoredInstance> instances, Set<InstanceField> fields) {
        return written(json -> writeList(json, instances, fields));
    }

    /** {@code {"service_name":…,"instances":[…]}}. */
    static byte[] service(String name, List<StoredInstance> instances) {
        return written(json -> {
            json.writeStringField("service_name", name);
            writeList(json, instances, Set.of(InstanceField.values()));
        });
    }

    /** {@code {"services":[…]}}. */
    static byte[] services(Iterable<String> names) {
        return written(json -> {
            json.writeArrayFieldStart("services");
            for (String name : names) {
                json.writeString(name);
            }
            json.writeEndArray();
        });
    }

    /** What a registration is answered with: the id, the lifetime granted, and where to go on from here. */
    static byte[] registered(String id, Duration ttl, String self) {
        return written(json -> {
            json.writeStringField("id", id);
            json.writeNumberField("ttl", ttl.toSeconds());
            json.writeObjectFieldStart("links");
            json.writeStringField("self", self);
            json.writeStringField("heartbeat", self + "/heartbeat");
            json.writeEndObject();
        });
    }

    /** What the original says of its own health. */
    static byte[] uptime(Duration uptime, String version) {
        return written(json -> {
            json.writeObjectFieldStart("UPTIME");
            json.writeBooleanField("healthy", true);
            json.writeObjectFieldStart("properties");
            json.writeStringField("build_version", version);
            json.writeStringField("uptime", GoDuration.write(uptime));
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void writeList(JsonGenerator json, List<StoredInstance> instances, Set<InstanceField> fields)
            throws IOException {
        json.writeArrayFieldStart("instances");
        for (StoredInstance instance : instances) {
            json.writeStartObject();
            for (InstanceField field : InstanceField.values()) {
                if (fields.contains(field)) {
                    write(json, instance, field);
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, StoredInstance instance, InstanceField field) throws IOException {
        Registration registration = instance.registration();
        String name = field.wireName();
        switch (field) {
            case ID -> json.writeStringField(name, instance.id());
            case SERVICE_NAME -> json.writeStringField(name, registration.service());
            case ENDPOINT -> {
                json.writeObjectFieldStart(name);
                json.writeStringField("type", registration.endpointType());
                json.writeStringField("value", registration.endpointValue());
                json.writeEndObject();
            }
            case TTL -> json.writeNumberField(name, instance.ttl().toSeconds());
            case STATUS -> json.writeStringField(name, registration.status().name());
            case METADATA -> {
                if (registration.metadata().isPresent()) {
                    json.writeFieldName(name);
                    json.writeRawValue(registration.metadata().get());
                }
            }
            case LAST_HEARTBEAT ->
                json.writeStringField(name, instance.lastHeartbeat().toString());
            case LINKS -> {}
            case TAGS -> writeTags(json, name, registration.tags());
        }
    }

    private static void writeTags(JsonGenerator json, String name, List<String> tags) throws IOException {
        if (tags.isEmpty()) {
            return;
        }
        json.writeFieldName(name);
        json.writeArray(tags.toArray(String[]::new), 0, tags.size());
    }

    private static byte[] written(Content members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            members.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }
}
