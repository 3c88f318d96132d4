package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
            edges.addAll(edges(caller.getKey(), caller.getValue()));
        }
        edges.forEach(edge -> services.addAll(List.of(edge.source(), edge.destination())));
        return new Topology(services, new ArrayList<>(edges));
    }

    private static List<Edge> edges(String caller, JsonNode called) throws InvalidRecipeException {
        Party source = service("dependencies", TextNode.valueOf(caller));
        String place = "dependencies." + caller;
        if (!called.isArray()) {
            throw new InvalidRecipeException(place, "no list", "a list of services");
        }
        List<Edge> edges = new ArrayList<>();
        for (JsonNode service : called) {
            edges.add(new Edge(source, service(place + "[" + edges.size() + "]", service)));
        }
        return edges;
    }

    private static Party service(String place, JsonNode value) throws InvalidRecipeException {
        return Party.named(value)
                .orElseThrow(() -> new InvalidRecipeException(place, value.toString(), Party.EXPECTED));
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
