package io.amalgam8.sidecar.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A value in a document, and the way to it, so that whatever is wrong says where. Absent and {@code null} are the same.
 *
 * @param path as {@code route.backends[1].weight}
 */
record Field(String path, JsonNode node) {

    private static final double NANOS_PER_SECOND = 1e9;

    Field child(String name) {
        JsonNode child = node.get(name);
        return new Field(path.isEmpty() ? name : path + "." + name, child == null ? MissingNode.getInstance() : child);
    }

    boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    Field object() {
        if (!node.isObject()) {
            throw wrong("an object");
        }
        return this;
    }

    /** This object as something else; empty when it is absent. */
    <T> Optional<T> map(Function<Field, T> reading) {
        return isAbsent() ? Optional.empty() : Optional.of(reading.apply(object()));
    }

    /** The text; empty when it is absent or empty, as a server that omits empty values means the same. */
    Optional<String> text() {
        if (isAbsent()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw wrong("a text");
        }
        return node.textValue().isEmpty() ? Optional.empty() : Optional.of(node.textValue());
    }

    /** The number; NaN and infinity cannot be written in JSON, yet numbers too large for a double become them. */
    OptionalDouble number(double least, double most, String expectation) {
        if (isAbsent()) {
            return OptionalDouble.empty();
        }
        double number = node.doubleValue();
        if (!node.isNumber() || !(number >= least && number <= most)) {
            throw wrong(expectation);
        }
        return OptionalDouble.of(number);
    }

    OptionalInt integer(int least, int most) {
        if (isAbsent()) {
            return OptionalInt.empty();
        }
        if (!node.isNumber()
                || !node.canConvertToExactIntegral()
                || !node.canConvertToInt()
                || node.intValue() < least
                || node.intValue() > most) {
            throw wrong("an integer, " + least + ".." + most);
        }
        return OptionalInt.of(node.intValue());
    }

    /** A number of seconds, which may be fractional, above 0. */
    Optional<Duration> seconds(Duration most) {
        String expectation = "above 0 to " + most.toSeconds() + " seconds";
        OptionalDouble seconds = number(1 / NANOS_PER_SECOND, (double) most.toSeconds(), expectation);
        return seconds.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(Math.round(seconds.getAsDouble() * NANOS_PER_SECOND)));
    }

    Tags tags() {
        return Tags.of(texts());
    }

    List<String> texts() {
        return list(entry -> {
            if (!entry.node.isTextual()) {
                throw entry.wrong("a text");
            }
            return entry.node.textValue();
        });
    }

    Map<String, String> textByName() {
        if (isAbsent()) {
            return Map.of();
        }
        object();
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(property -> {
            Field value = child(property.getKey());
            if (!value.node.isTextual()) {
                throw value.wrong("a text");
            }
            texts.put(property.getKey(), value.node.textValue());
        });
        return texts;
    }

    <T> List<T> list(Function<Field, T> reading) {
        if (isAbsent()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrong("a list");
        }
        List<T> entries = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            entries.add(reading.apply(new Field(path + "[" + i + "]", node.get(i))));
        }
        return entries;
    }

    InvalidValueException wrong(String expectation) {
        return InvalidValueException.of(
                path.isEmpty() ? "rule" : path, node.isMissingNode() ? "missing" : node, expectation);
    }
}
