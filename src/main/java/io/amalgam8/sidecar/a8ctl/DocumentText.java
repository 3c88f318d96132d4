package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a document of JSON or YAML. Of YAML's plain words only {@code true}, {@code false}, {@code null} and JSON's numbers
 * are no texts: {@code yes}, {@code 010} and {@code 2026-01-01} are what they look like. A field that is given twice, or that
 * merges another mapping, is refused.
 */
final class DocumentText {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,15})(\\.\\d{1,15})?([eE][-+]?\\d{1,2})?");
    private static final int DEEPEST = 50;
    private static final int MOST_NODES = 500_000;

    private int nodes;

    private DocumentText() {}

    /**
     * The document.
     *
     * @param name where the text comes from
     */
    static JsonNode parse(String name, String text) throws FailedCommandException {
        Optional<JsonNode> json = json(name, text);
        return json.isPresent() ? json.get() : yaml(name, text);
    }

    /** Empty for what is no JSON. */
    private static Optional<JsonNode> json(String name, String text) throws FailedCommandException {
        try {
            return Optional.of(Json.parseStrictly(text)).filter(document -> !document.isMissingNode());
        } catch (JsonProcessingException e) {
            if (Json.parse(text).isPresent()) {
                int line = e.getLocation().getLineNr();
                throw new FailedCommandException(
                        RuleFile.UNREADABLE, name + ":" + line + ": " + e.getOriginalMessage() + " (expected: once)");
            }
            return Optional.empty();
        }
    }

    private static JsonNode yaml(String name, String text) throws FailedCommandException {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(DEEPEST);
        limits.setCodePointLimit(Integer.MAX_VALUE);
        try {
            Node root = new Yaml(limits).compose(new StringReader(text));
            if (root == null) {
                throw refused(name, "empty");
            }
            return new DocumentText().convert(root, 1);
        } catch (WrongFieldException e) {
            throw new FailedCommandException(RuleFile.UNREADABLE, name + ":" + e.line + ": " + e.getMessage());
        } catch (MarkedYAMLException e) {
            int line = Optional.ofNullable(e.getProblemMark())
                    .map(mark -> mark.getLine() + 1)
                    .orElse(1);
            throw refused(name + ":" + line, String.valueOf(e.getProblem()));
        } catch (YAMLException e) {
            throw refused(
                    name, String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable"));
        }
    }

    private JsonNode convert(Node node, int depth) {
        // Aliases of lists of aliases make a small file a huge document; one of what it stands in, an endless one.
        if (++nodes > MOST_NODES) {
            throw new YAMLException("too large (expected: at most " + MOST_NODES + " values)");
        }
        if (depth > DEEPEST) {
            throw new YAMLException("too deep (expected: at most " + DEEPEST + " levels)");
        }
        if (node instanceof MappingNode mapping) {
            ObjectNode object = Json.object();
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw new YAMLException("a list or mapping as a key (expected: a name)");
                }
                requireOneMeaning(object, key);
                object.set(key.getValue(), convert(tuple.getValueNode(), depth + 1));
            }
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = Json.array();
            sequence.getValue().forEach(item -> array.add(convert(item, depth + 1)));
            return array;
        }
        return scalar((ScalarNode) node);
    }

    /** Of two values one would be lost without a word, and so would be what is to be merged. */
    private static void requireOneMeaning(ObjectNode object, ScalarNode key) {
        if (key.getTag().equals(Tag.MERGE)) {
            throw new WrongFieldException(key, "not merged here (expected: each field written out)");
        }
        if (object.has(key.getValue())) {
            throw new WrongFieldException(key, "given twice (expected: once)");
        }
    }

    private static JsonNode scalar(ScalarNode node) {
        String text = node.getValue();
        if (node.getScalarStyle() != ScalarStyle.PLAIN) {
            return TextNode.valueOf(text);
        }
        return switch (text) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            case "null", "~", "" -> NullNode.getInstance();
            default ->
                Optional.of(text)
                        .filter(number -> NUMBER.matcher(number).matches())
                        .flatMap(Json::parse)
                        .orElseGet(() -> TextNode.valueOf(text));
        };
    }

    /** A field that has no place where it is. */
    private static final class WrongFieldException extends YAMLException {

        private static final long serialVersionUID = 1;

        private final int line;

        WrongFieldException(ScalarNode key, String problem) {
            super(key.getValue() + ": " + problem);
            this.line = key.getStartMark().getLine() + 1;
        }
    }

    private static FailedCommandException refused(String place, String problem) {
        return new FailedCommandException(RuleFile.UNREADABLE, place + ": " + problem + " (expected: JSON or YAML)");
    }
}
