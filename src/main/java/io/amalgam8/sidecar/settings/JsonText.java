package io.amalgam8.sidecar.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.util.ArrayList;
import java.util.List;

/** The same document as JSON, as Vert.x's launcher hands it over. */
final class JsonText {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonText() {}

    /**
     * The document's root; every place in it is the origin, since the launcher keeps no lines.
     *
     * @throws InvalidValueException when the text is no JSON
     */
    static Tree parse(String origin, String text) {
        try {
            return convert(MAPPER.readTree(text), origin);
        } catch (JsonProcessingException e) {
            throw InvalidValueException.saying(origin + ": not valid JSON");
        }
    }

    private static Tree convert(JsonNode node, String origin) {
        if (node.isNull() || node.isMissingNode()) {
            return new Tree.Nothing(origin);
        }
        if (node.isArray()) {
            List<Tree> items = new ArrayList<>();
            node.forEach(item -> items.add(convert(item, origin)));
            return new Tree.Items(items, origin);
        }
        if (node.isObject()) {
            return new Tree.Mapping(
                    node.properties().stream()
                            .map(entry -> new Tree.Entry(entry.getKey(), origin, convert(entry.getValue(), origin)))
                            .toList(),
                    origin);
        }
        return new Tree.Scalar(node.asText(), origin);
    }
}
