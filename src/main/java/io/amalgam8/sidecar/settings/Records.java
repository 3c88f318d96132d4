package io.amalgam8.sidecar.settings;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A list of mappings: how it is found in a document, understood, and written again.
 *
 * @param reading what the texts of the items mean
 * @param parsing the items of a document's list as such texts
 * @param writing as it stands in a document, secrets masked
 */
record Records<T>(Kind.Reading<T> reading, Parsing parsing, Function<Given, String> writing)
        implements Kind.Reading<T> {

    /** The items as texts; empty when one of them is wrong, which is then among the findings. */
    interface Parsing {
        Optional<List<String>> parse(Tree.Items list, String key, Findings findings);
    }

    @Override
    public T read(Given given) {
        return reading.read(given);
    }
}
