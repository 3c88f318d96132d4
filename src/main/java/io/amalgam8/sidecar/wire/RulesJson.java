package io.amalgam8.sidecar.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.LeftOut;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The controller's rules: {@code {"rules":[{…}],"revision":N}}, in the dialects of 0.3.0 and 1.1.0. */
public final class RulesJson {

    private static final int LONGEST_SHOWN = 200;

    private RulesJson() {}

    /**
     * Reads one as {@link #read(InputStream)} does.
     *
     * @throws UnreadableDocumentException when it is none at all
     */
    public static RuleSet read(byte[] document) {
        return read(Documents.open(document));
    }

    /**
     * Reads all rules. One that cannot be used is refused with its reason; the others apply. A field that we do not know
     * is passed over.
     *
     * @throws UnreadableDocumentException when it is no list of rules at all
     */
    public static RuleSet read(InputStream document) {
        Reading reading = new Reading();
        Documents.eachEntry(document, "rules", reading::readRule, reading::readField);
        return new RuleSet(reading.rules, reading.refused, reading.revision);
    }

    /** Writes a rule as the controller shows it; what is empty is left out. */
    public static ObjectNode write(Rule rule) {
        return RuleWriter.write(rule);
    }

    /** What was read so far. */
    private static final class Reading {

        private final List<Rule> rules = new ArrayList<>();
        private final List<LeftOut> refused = new ArrayList<>();
        private final Set<String> ids = new HashSet<>();
        private long revision;

        void readRule(JsonParser parser) throws IOException {
            JsonNode node = Documents.MAPPER.readTree(parser);
            try {
                Field rule = new Field("", node).object();
                rules.add(RuleReader.read(rule, uniqueId(rule)));
            } catch (InvalidValueException e) {
                refused.add(new LeftOut(shown(node, "id"), shown(node, "destination"), e.reason()));
            }
        }

        void readField(String name, JsonParser parser) throws IOException {
            // Only shown, hence no reason to refuse anything when it is odd.
            if (name.equals("revision") && parser.currentToken().isNumeric()) {
                revision = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? 0 : parser.getLongValue();
            }
        }

        private String uniqueId(Field rule) {
            Field id = rule.child("id");
            String unique = id.text().orElseGet(() -> idByContent(rule.node()));
            if (!ids.add(unique)) {
                throw id.wrong("one that no earlier rule bears");
            }
            return unique;
        }

        /** An id that every sidecar agrees on. */
        private static String idByContent(JsonNode rule) {
            return UUID.nameUUIDFromBytes(rule.toString().getBytes(StandardCharsets.UTF_8))
                    .toString();
        }

        private static String shown(JsonNode rule, String name) {
            String text = rule.path(name).asText();
            return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
        }
    }
}
