package io.amalgam8.sidecar.controlplane;

import java.util.Optional;

/** The fields of an instance that a query may name, in the order in which they are written. */
enum InstanceField {
    ID("id", true),
    SERVICE_NAME("service_name", true),
    ENDPOINT("endpoint", false),
    TTL("ttl", false),
    STATUS("status", true),
    METADATA("metadata", false),
    LAST_HEARTBEAT("last_heartbeat", false),
    /** Given at registration only; a query may name it and gets nothing. */
    LINKS("links", false),
    TAGS("tags", true);

    private final String wireName;
    private final boolean selective;

    InstanceField(String wireName, boolean selective) {
        this.wireName = wireName;
        this.selective = selective;
    }

    static Optional<InstanceField> named(String wireName) {
        for (InstanceField field : values()) {
            if (field.wireName.equals(wireName)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    String wireName() {
        return wireName;
    }

    /** Whether instances can be selected by it. */
    boolean isSelective() {
        return selective;
    }
}
