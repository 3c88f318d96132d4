package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;

/**
 * A service's route rules as they would be typed.
 *
 * @param defaultVersion the version of who is not selected; empty where the rules name none
 */
record RouteView(Optional<String> defaultVersion, List<String> selectors) {

    RouteView {
        selectors = List.copyOf(selectors);
    }

    static RouteView of(String service, List<JsonNode> rules) {
        Optional<String> rest = Optional.empty();
        List<String> selectors = new ArrayList<>();
        for (JsonNode rule : RuleTree.sorted(rules)) {
            List<String> clauses = clauses(rule.path("match"));
            for (JsonNode backend : rule.path("route").path("backends")) {
                String version = version(service, backend);
                List<String> conditions = new ArrayList<>(clauses);
                if (backend.has("weight")) {
                    conditions.add("weight=" + backend.path("weight").asText());
                }
                if (conditions.isEmpty()) {
                    rest = Optional.of(version);
                } else {
                    selectors.add(version + "(" + String.join(",", conditions) + ")");
                }
            }
        }
        return new RouteView(rest, selectors);
    }

    private static List<String> clauses(JsonNode match) {
        List<String> clauses = new ArrayList<>();
        if (match.has("source")) {
            clauses.add("source=" + RuleTree.source(match));
        }
        match.path("headers").properties().forEach(header -> clauses.add(clause(header)));
        for (String several : List.of("all", "any", "none")) {
            if (match.has(several)) {
                clauses.add(several + "=" + match.path(several));
            }
        }
        return clauses;
    }

    private static String clause(Entry<String, JsonNode> header) {
        String pattern = header.getValue().asText();
        if (header.getKey().equals(Selector.COOKIE) && pattern.startsWith(Selector.USER_PREFIX)) {
            return "user=\"" + pattern.substring(Selector.USER_PREFIX.length()) + "\"";
        }
        return "header=\"" + header.getKey() + ":" + pattern + "\"";
    }

    /** With the name of a backend that is another service. */
    private static String version(String service, JsonNode backend) {
        String name = backend.path("name").asText(service);
        return (name.equals(service) ? "" : name + ":") + RuleTree.version(backend);
    }
}
