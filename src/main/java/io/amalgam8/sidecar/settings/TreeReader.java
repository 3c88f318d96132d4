package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.words.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the options in a document. Every key must be known, and every value of its key's shape. */
final class TreeReader {

    private final Map<Option<?>, Given> values = new LinkedHashMap<>();
    private final Findings findings;

    private TreeReader(Findings findings) {
        this.findings = findings;
    }

    /** What is given, by option; nulls are as if they were not there. */
    static Map<Option<?>, Given> read(Tree root, Findings findings) {
        TreeReader reader = new TreeReader(findings);
        reader.readSection("", root);
        return reader.values;
    }

    private void readSection(String section, Tree tree) {
        if (tree instanceof Tree.Nothing) {
            return;
        }
        if (tree instanceof Tree.Mapping mapping) {
            mapping.entries().forEach(entry -> readEntry(section.isEmpty() ? "" : section + ".", entry));
            return;
        }
        String subject = section.isEmpty() ? "" : section + ": ";
        findings.problem(tree.place() + ": " + subject + tree.description() + " (expected: the keys "
                + String.join(", ", Options.keysUnder(section)) + ")");
    }

    private void readEntry(String prefix, Tree.Entry entry) {
        String key = prefix + entry.key();
        if (!Options.keysUnder(key).isEmpty()) {
            readSection(key, entry.value());
            return;
        }
        Options.ofKey(key).ifPresentOrElse(option -> readValue(option, key, entry.value()), () -> refuse(key, entry));
    }

    private void readValue(Option<?> option, String key, Tree value) {
        Origin origin = Origin.file(value.place(), key);
        if (value instanceof Tree.Nothing) {
            return;
        }
        if (value instanceof Tree.Scalar scalar && option.kind().shape() != Kind.Shape.WORDS) {
            values.put(option, Given.text(scalar.text(), origin));
            return;
        }
        if (value instanceof Tree.Items list && option.kind().reading() instanceof Records<?> records) {
            records.parsing()
                    .parse(list, key, findings)
                    .ifPresent(items -> values.put(option, new Given(items, origin)));
            return;
        }
        if (value instanceof Tree.Items list && option.kind().isList()) {
            readItems(option, key, list);
            return;
        }
        String expectation = option.kind().isList() ? "a list, such as [one, two]" : "a single value";
        findings.problem(origin.name() + ": " + value.description() + " (expected: " + expectation + ")");
    }

    private void readItems(Option<?> option, String key, Tree.Items list) {
        List<String> items = new ArrayList<>();
        for (Tree item : list.items()) {
            if (!(item instanceof Tree.Scalar scalar)) {
                findings.problem(
                        item.place() + ": " + key + ": " + item.description() + " in a list (expected: single values)");
                return;
            }
            items.add(scalar.text());
        }
        values.put(option, new Given(items, Origin.file(list.place(), key)));
    }

    private void refuse(String key, Tree.Entry entry) {
        Set<String> known = new LinkedHashSet<>();
        for (Option<?> option : Options.ALL) {
            option.key().ifPresent(known::add);
        }
        for (String whole : List.copyOf(known)) {
            for (int dot = whole.indexOf('.'); dot > 0; dot = whole.indexOf('.', dot + 1)) {
                known.add(whole.substring(0, dot));
            }
        }
        findings.problem(entry.place() + ": " + key + ": unknown key " + NearestName.hint(key, known));
    }
}
