package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One side of a call: a service, or those of its instances that bear all of some tags.
 *
 * @param tags empty for every instance
 */
public record Party(String name, List<String> tags) {

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
