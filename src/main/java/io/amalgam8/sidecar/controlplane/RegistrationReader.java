package io.amalgam8.sidecar.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.model.InstanceStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the body of a registration, in the original's order, so that its first complaint is ours too. */
final class RegistrationReader {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_METADATA = 1024;
    private static final long LARGEST_TTL = 0xFFFF_FFFFL;
    private static final Set<String> TYPES = Set.of("http", "https", "tcp", "udp", "user");

    private final int longestValue;

    /** @param longestValue how many bytes an endpoint's value may have */
    RegistrationReader(int longestValue) {
        this.longestValue = longestValue;
    }

    /** @throws RefusalException when it is none */
    Registration read(byte[] body) {
        JsonNode document = Json.read(body).filter(JsonNode::isObject).orElseThrow(RegistrationReader::failed);
        // All types first, as a typed decoder does: {"tags": 1} fails even where the name is missing, too.
        String service = text(document.path("service_name"));
        JsonNode endpoint = document.path("endpoint");
        if (isGiven(endpoint) && !endpoint.isObject()) {
            throw failed();
        }
        String type = text(endpoint.path("type"));
        String value = text(endpoint.path("value"));
        Duration ttl = ttl(document.path("ttl"));
        String status = text(document.path("status"));
        List<String> tags = tags(document.path("tags"));

        require(!service.isEmpty(), "error_service_name_missing", "Service name is required");
        checkEndpoint(endpoint, type, value);
        InstanceStatus known = InstanceStatus.named(status);
        require(
                known != InstanceStatus.UNKNOWN,
                "error_instance_status_invalid",
                "Valid statuses are: UP, STARTING, OUT_OF_SERVICE");
        Optional<String> metadata = metadata(document.path("metadata"));
        if (length(service) > LONGEST_NAME
                || length(value) > longestValue
                || metadata.filter(text -> length(text) > LONGEST_METADATA).isPresent()) {
            throw failed();
        }
        return new Registration(service, type, value, ttl, known, metadata, tags);
    }

    private static void checkEndpoint(JsonNode endpoint, String type, String value) {
        if (!isGiven(endpoint)) {
            throw new RefusalException(400, "error_instance_endpoint_missing", "Instance endpoint is required");
        }
        require(
                !type.isEmpty() && !value.isEmpty(),
                "error_instance_endpoint_missing_type_or_value",
                "Endpoint type or value are missing");
        require(TYPES.contains(type), "error_instance_endpoint_type_invalid", "Endpoint type is invalid");
    }

    private static Duration ttl(JsonNode ttl) {
        if (!isGiven(ttl)) {
            return Duration.ZERO;
        }
        if (!ttl.isIntegralNumber()
                || !ttl.canConvertToLong()
                || ttl.longValue() < 0
                || ttl.longValue() > LARGEST_TTL) {
            throw failed();
        }
        return Duration.ofSeconds(ttl.longValue());
    }

    private static List<String> tags(JsonNode tags) {
        if (isGiven(tags) && !tags.isArray()) {
            throw failed();
        }
        List<String> words = new ArrayList<>();
        tags.forEach(tag -> words.add(text(tag)));
        return words;
    }

    private static Optional<String> metadata(JsonNode metadata) {
        return isGiven(metadata) ? Optional.of(Json.write(metadata)) : Optional.empty();
    }

    private static String text(JsonNode value) {
        if (isGiven(value) && !value.isTextual()) {
            throw failed();
        }
        return value.asText("");
    }

    private static boolean isGiven(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void require(boolean holds, String id, String text) {
        if (!holds) {
            throw new RefusalException(400, id, text);
        }
    }

    private static RefusalException failed() {
        return new RefusalException(400, "error_instance_registration_failure", "Failed to register instance");
    }
}
