package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;

/** Which services an application has, and who of them calls whom. */
record Topology(Set<Party> services, List<Edge> edges) {

    Topology {
        services = Set.copyOf(services);
        edges = List.copyOf(edges);
    }

    /** Reads {@code {"services":[{"name":"reviews:v2"},…],"dependencies":{"reviews:v2":["ratings:v1"],…}}}. */
    static Topology parse(JsonNode document) throws InvalidRecipeException {
        Set<Party> services = new LinkedHashSet<>();
        if (document.has("services")) {
            for (Fields service : Fields.list(document, List.of("services"))) {
                services.add(service.needed("name"));
            }
        }
        if (!document.path("dependencies").isObject()) {
            throw new InvalidRecipeException("dependencies", "missing", "{\"caller\": [\"called\", …], …}");
        }
        Set<Edge> edges = new LinkedHashSet<>();
        for (Entry<String, JsonNode> caller : document.path("dependencies").properties()) {
            Party source = Party.parse(caller.getKey());
            if (!caller.getValue().isArray()) {
                throw new InvalidRecipeException("dependencies." + caller.getKey(), "no list", "a list of services");
            }
            for (JsonNode called : caller.getValue()) {
                edges.add(new Edge(source, Party.parse(called.asText())));
            }
        }
        edges.forEach(edge -> services.addAll(List.of(edge.source(), edge.destination())));
        return new Topology(services, new ArrayList<>(edges));
    }

    /** Who calls it. */
    List<Party> callersOf(Party service) {
        return edges.stream()
                .filter(edge -> edge.destination().equals(service))
                .map(Edge::source)
                .toList();
    }

    /** Whom it calls. */
    List<Party> calledBy(Party service) {
        return edges.stream()
                .filter(edge -> edge.source().equals(service))
                .map(Edge::destination)
                .toList();
    }
}
