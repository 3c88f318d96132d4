package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.a8ctl.Selector.ByHeader;
import io.amalgam8.sidecar.a8ctl.Selector.ByWeight;
import io.amalgam8.sidecar.recipe.Party;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The route rules that a default version and selectors stand for: one by weights at the bottom, above it one for each
 * header, of which the one given first is the highest.
 *
 * @param source whose calls they are for; empty for everybody's
 */
record RouteRules(String service, String defaultVersion, List<Selector> selectors, Optional<Party> source) {

    private static final int LOWEST = 1;

    RouteRules {
        selectors = List.copyOf(selectors);
    }

    /** The highest first. */
    List<ObjectNode> make() {
        List<ObjectNode> rules = new ArrayList<>();
        int priority = LOWEST;
        if (source.isPresent()) {
            rules.add(rule(priority, defaultOnly()));
            priority++;
        }
        rules.add(ofSource(rule(priority, weighted())));
        for (int i = selectors.size() - 1; i >= 0; i--) {
            if (selectors.get(i) instanceof ByHeader selector) {
                priority++;
                rules.add(of(selector, priority));
            }
        }
        Collections.reverse(rules);
        return rules;
    }

    private ArrayNode weighted() {
        ArrayNode backends = Json.array();
        for (Selector selector : selectors) {
            if (selector instanceof ByWeight share) {
                backend(backends, share.version()).put("weight", share.weight());
            }
        }
        backend(backends, defaultVersion);
        return backends;
    }

    private ArrayNode defaultOnly() {
        ArrayNode backends = Json.array();
        backend(backends, defaultVersion);
        return backends;
    }

    private ObjectNode of(ByHeader selector, int priority) {
        ArrayNode backends = Json.array();
        backend(backends, selector.version());
        ObjectNode rule = rule(priority, backends);
        rule.withObject("match").putObject("headers").put(selector.header(), selector.pattern());
        return ofSource(rule);
    }

    /** A version is one tag here, whatever commas it has. */
    private static ObjectNode backend(ArrayNode backends, String version) {
        ObjectNode backend = backends.addObject();
        backend.putArray("tags").add(version);
        return backend;
    }

    private ObjectNode rule(int priority, ArrayNode backends) {
        ObjectNode rule = Json.object().put("destination", service).put("priority", priority);
        rule.putObject("route").set("backends", backends);
        return rule;
    }

    private ObjectNode ofSource(ObjectNode rule) {
        source.ifPresent(caller -> rule.withObject("match").set("source", caller.toSource()));
        return rule;
    }
}
