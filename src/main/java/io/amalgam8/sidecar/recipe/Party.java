package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * One side of a call: a service, or those of its instances that bear all of some tags.
 *
 * @param tags empty for every instance
 */
public record Party(String name, List<String> tags) {

    /** What those are told who have named none. */
    static final String EXPECTED = "a service";

    /** Copies the tags. */
    public Party {
        tags = List.copyOf(tags);
    }

    /** Reads {@code name} or {@code name:tag,tag}, cut at the last colon. */
    public static Party parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return new Party(text, List.of());
        }
        return new Party(text.substring(0, colon), tags(text.substring(colon + 1)));
    }

    /** Reads a text; empty where it is none, or names no service: a source without a name would mean every caller. */
    static Optional<Party> named(JsonNode value) {
        return Optional.of(parse(value.textValue() == null ? "" : value.textValue()))
                .filter(party -> !party.name().isBlank());
    }

    /** Reads tags with commas between them. */
    public static List<String> tags(String text) {
        return List.of(text.split(",")).stream()
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    /** As the source of a rule's match. */
    public ObjectNode toSource() {
        ObjectNode source = JsonNodeFactory.instance.objectNode().put("name", name);
        if (!tags.isEmpty()) {
            tags.forEach(source.withArray("tags")::add);
        }
        return source;
    }

    /** Whether all that is meant by the other is meant by this one, too. */
    boolean includes(Party other) {
        return name.equals(other.name) && other.tags.containsAll(tags);
    }

    @Override
    public String toString() {
        return tags.isEmpty() ? name : name + ":" + String.join(",", tags);
    }
}
