package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.words.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file of rules, as JSON or YAML: {@code {"rules":[…]}}, a list of rules, or one rule. */
final class RuleFile {

    static final int UNREADABLE = 5;
    static final int MISSING = 4;

    /** In bytes: more than that no controller of ours takes at once. */
    static final int LARGEST = 8 * 1024 * 1024;

    private RuleFile() {}

    /**
     * Its rules, one at least.
     *
     * @param file a path, or {@code -} for standard input
     */
    static List<ObjectNode> read(String file, InputStream in) throws FailedCommandException {
        String name = name(file);
        JsonNode document = DocumentText.parse(name, text(file, in));
        JsonNode rules = document.isObject() && document.has("rules") ? document.path("rules") : document;
        List<ObjectNode> read = new ArrayList<>();
        for (JsonNode rule : rules.isArray() ? rules : Json.array().add(rules)) {
            if (!(rule instanceof ObjectNode object)) {
                throw new FailedCommandException(
                        UNREADABLE, name + ": rule " + (read.size() + 1) + " is no mapping (expected: rules)");
            }
            read.add(object);
        }
        if (read.isEmpty()) {
            throw new FailedCommandException(UNREADABLE, name + ": no rules (expected: one at least)");
        }
        return read;
    }

    /** Its rules, one at least, to be sent: nothing in them may be lost on the way. */
    static List<ObjectNode> checked(String file, InputStream in) throws FailedCommandException {
        List<ObjectNode> rules = read(file, in);
        for (int i = 0; i < rules.size(); i++) {
            Optional<String> problem = RuleHead.problem(rules.get(i));
            if (problem.isPresent()) {
                String destination = rules.get(i).path("destination").asText();
                throw new FailedCommandException(
                        UNREADABLE,
                        name(file) + ": rule " + (i + 1)
                                + (destination.isEmpty() ? "" : " (destination " + destination + ")") + ": "
                                + problem.get());
            }
        }
        return rules;
    }

    /** The ids of its rules, each of which has to have one. */
    static List<String> ids(String file, InputStream in) throws FailedCommandException {
        List<String> ids = new ArrayList<>();
        for (ObjectNode rule : read(file, in)) {
            String id = rule.path("id").asText();
            if (id.isBlank()) {
                throw new FailedCommandException(
                        UNREADABLE, file + ": rule " + (ids.size() + 1) + " has no id (expected: one for each)");
            }
            ids.add(id);
        }
        return ids;
    }

    private static String name(String file) {
        return file.equals("-") ? "standard input" : file;
    }

    static String text(String file, InputStream in) throws FailedCommandException {
        try (InputStream content = file.equals("-") ? in : Files.newInputStream(Path.of(file))) {
            byte[] bytes = content.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new FailedCommandException(
                        UNREADABLE, "File " + file + ": too large (expected: at most " + LARGEST + " bytes)");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw new FailedCommandException(MISSING, "File " + file + " cannot be read: " + Reason.of(e));
        }
    }
}
