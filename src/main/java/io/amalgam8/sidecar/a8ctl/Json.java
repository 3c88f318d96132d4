package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.terminal.Printable;
import java.util.Collection;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.NonPrintableStyle;
import org.yaml.snakeyaml.Yaml;

/** Documents as texts: JSON for servers, JSON and YAML for people and programs. */
final class Json {

    /** Of two documents in one text it would read the first one, and say nothing of the other. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectReader STRICT = MAPPER.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

    private static final DefaultIndenter BY_TWO = new DefaultIndenter("  ", "\n");

    /** One element a line and no blank before a colon, as the original's tool has it. */
    private static final ObjectWriter PRETTY = MAPPER.writer(new DefaultPrettyPrinter()
            .withArrayIndenter(BY_TWO)
            .withObjectIndenter(BY_TWO)
            .withSeparators(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator("")));

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    /** {@code {"rules":[…]}}, as the controller takes it. */
    static ObjectNode rules(Collection<? extends JsonNode> rules) {
        ObjectNode document = object();
        ArrayNode list = document.putArray("rules");
        rules.forEach(list::add);
        return document;
    }

    /** The document; empty when the text is none. */
    static Optional<JsonNode> parse(String text) {
        try {
            return Optional.of(MAPPER.readTree(text)).filter(document -> !document.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The document, in which no field is given twice; with the place of what is wrong. */
    static JsonNode parseStrictly(String text) throws JsonProcessingException {
        return STRICT.readTree(text);
    }

    /** One element a line. Of letters that could steer a terminal, their codes: that is the same document. */
    static String pretty(JsonNode document) {
        try {
            String text = PRETTY.writeValueAsString(document);
            return isShown(text) ? text : escaped(text);
        } catch (JsonProcessingException neverOfATree) {
            throw new IllegalStateException(neverOfATree);
        }
    }

    private static boolean isShown(String text) {
        return text.lines().allMatch(line -> Printable.of(line).equals(line));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.chars().forEach(letter -> {
            if (letter <= '~') {
                escaped.append((char) letter);
            } else {
                escaped.append("\\u%04x".formatted(letter));
            }
        });
        return escaped.toString();
    }

    /** Block by block, with a line's end at the end; as careful of terminals. */
    static String yaml(JsonNode document) {
        DumperOptions options = new DumperOptions();
        options.setNonPrintableStyle(NonPrintableStyle.ESCAPE);
        options.setAllowUnicode(isShown(document.toString()));
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setSplitLines(false);
        return new Yaml(options).dump(MAPPER.convertValue(document, Object.class));
    }
}
