package io.amalgam8.sidecar.controlplane;

import io.amalgam8.sidecar.model.InstanceStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What somebody says of an instance of theirs.
 *
 * @param ttl the lifetime asked for; zero asks for the usual
 * @param metadata any JSON value, as text without white space
 */
record Registration(
        String service,
        String endpointType,
        String endpointValue,
        Duration ttl,
        InstanceStatus status,
        Optional<String> metadata,
        List<String> tags) {

    private static final int ID_BYTES = 8;

    Registration {
        tags = List.copyOf(tags);
    }

    /** The instance's id: the same whenever this service registers this endpoint, hence registering again replaces. */
    String id() {
        String identity = service + "/" + endpointType + "/" + endpointValue;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** About how many bytes of memory it takes. */
    int weight() {
        int text = service.length()
                + endpointValue.length()
                + metadata.map(String::length).orElse(0);
        return text
                + tags.stream().mapToInt(tag -> tag.length() + Quota.ENTRY / 8).sum();
    }
}
