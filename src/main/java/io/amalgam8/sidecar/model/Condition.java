package io.amalgam8.sidecar.model;

import java.util.Map;
import java.util.Optional;

/** A caller and header patterns, all of which must hold; header names to regular expressions. */
public record Condition(Optional<Source> source, Map<String, String> headers) {

    public Condition {
        headers = Map.copyOf(headers);
    }
}
