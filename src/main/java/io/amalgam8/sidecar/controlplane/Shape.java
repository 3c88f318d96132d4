package io.amalgam8.sidecar.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What a JSON value must look like. */
@FunctionalInterface
interface Shape {

    /**
     * What is wrong with the value, as {@code path: value (expected: …)}; empty when nothing is.
     *
     * @param path where the value stands in the rule, as {@code route.backends[0].weight}
     */
    Optional<String> problem(String path, JsonNode value);

    /** This, and then the other. */
    default Shape and(Shape other) {
        return (path, value) -> problem(path, value).or(() -> other.problem(path, value));
    }
}
