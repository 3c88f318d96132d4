package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Parses YAML down to its nodes only: texts stay as they are written ({@code 010} is not 8, {@code yes} is not true),
 * and each node knows its place.
 *
 * <p>Messages are written here rather than taken over, since the parser's quote the source, and that may be a secret.
 */
final class YamlText {

    /** Far more than anybody writes; the parser takes quadratic time for a long line. */
    private static final int MOST_CHARACTERS = 250_000;

    private static final int DEEPEST = 50;
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final Set<Tag> PLAIN =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE, Tag.MAP, Tag.SEQ);

    private final String file;
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlText(String file) {
        this.file = file;
    }

    /**
     * The document's root; {@link Tree.Nothing} when the text has no content.
     *
     * @throws InvalidValueException when the text is no YAML, repeats a key, or grows when it is read
     */
    static Tree parse(String file, String text) {
        YamlText parser = new YamlText(file);
        if (text.length() > MOST_CHARACTERS) {
            throw refused(file, "too long (expected: at most " + MOST_CHARACTERS + " characters)");
        }
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        Optional<Node> root = parser.compose(content);
        return root.map(parser::convert).orElseGet(() -> new Tree.Nothing(file));
    }

    private Optional<Node> compose(String content) {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(DEEPEST);
        DumperOptions unused = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(limits), new Representer(unused), unused, limits);
        try {
            return Optional.ofNullable(yaml.compose(new StringReader(content)));
        } catch (MarkedYAMLException e) {
            String place =
                    Optional.ofNullable(e.getProblemMark()).map(this::place).orElse(file);
            throw refused(place, "not valid YAML: " + withoutContent(String.valueOf(e.getProblem())));
        } catch (YAMLException e) {
            throw refused(file, "not valid YAML: " + withoutContent(String.valueOf(e.getMessage())));
        }
    }

    private Tree convert(Node node) {
        String place = place(node.getStartMark());
        if (!PLAIN.contains(node.getTag())) {
            throw refused(place, "a tag (expected: plain values, without tags)");
        }
        if (node instanceof ScalarNode scalar) {
            return node.getTag().equals(Tag.NULL) ? new Tree.Nothing(place) : new Tree.Scalar(scalar.getValue(), place);
        }
        // A collection that is met twice stands behind an alias, by which a small file can become a huge one.
        if (!seen.add(node)) {
            throw refused(place, "used again by an alias (expected: aliases of single values only)");
        }
        if (node instanceof SequenceNode sequence) {
            return new Tree.Items(
                    sequence.getValue().stream().map(this::convert).toList(), place);
        }
        return convertMapping((MappingNode) node, place);
    }

    private Tree convertMapping(MappingNode mapping, String place) {
        List<Tree.Entry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String keyPlace = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw refused(keyPlace, "a list or mapping as a key (expected: a name)");
            }
            if (!keys.add(key.getValue())) {
                throw refused(keyPlace, key.getValue() + ": given twice (expected: once)");
            }
            entries.add(new Tree.Entry(key.getValue(), keyPlace, convert(tuple.getValueNode())));
        }
        return new Tree.Mapping(entries, place);
    }

    private String place(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    private static String withoutContent(String problem) {
        if (problem.startsWith("found undefined alias")) {
            return "an alias without its anchor (quote a text that begins with *)";
        }
        if (problem.startsWith("found undefined tag") || problem.startsWith("Global tag")) {
            return "a tag of unknown meaning (quote a text that begins with !)";
        }
        return problem.lines().findFirst().orElse("unreadable");
    }

    private static InvalidValueException refused(String place, String problem) {
        return InvalidValueException.saying(place + ": " + problem);
    }
}
