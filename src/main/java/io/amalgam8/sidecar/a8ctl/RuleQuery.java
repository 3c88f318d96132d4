package io.amalgam8.sidecar.a8ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/** Which rules are meant: those with one of the ids, with all of the tags, and for one of the destinations. */
record RuleQuery(List<String> ids, List<String> tags, List<String> destinations) {

    /** Every rule. */
    static final RuleQuery ALL = new RuleQuery(List.of(), List.of(), List.of());

    RuleQuery {
        ids = List.copyOf(ids);
        tags = List.copyOf(tags);
        destinations = List.copyOf(destinations);
    }

    static RuleQuery ofTag(String tag) {
        return new RuleQuery(List.of(), List.of(tag), List.of());
    }

    /** Whether nothing is said, which to a controller means every rule. */
    boolean isAll() {
        return parameters().isEmpty();
    }

    /** As the controller's query has them. */
    List<Entry<String, String>> parameters() {
        List<Entry<String, String>> parameters = new ArrayList<>();
        ids.forEach(id -> parameters.add(Map.entry("id", id)));
        tags.forEach(tag -> parameters.add(Map.entry("tag", tag)));
        destinations.forEach(destination -> parameters.add(Map.entry("destination", destination)));
        return parameters;
    }
}
