package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.recipe.Fault.Abort;
import io.amalgam8.sidecar.recipe.Fault.Delay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What fails: from scenarios by name to faults on the edges of a topology. */
final class Scenarios {

    private static final String SOURCE = "source";
    private static final String DESTINATION = "dest";
    private static final int LEAST_CODE = -5;
    private static final int GREATEST_CODE = 599;
    private static final int UNAVAILABLE = 503;

    private final Topology topology;
    private final Map<Edge, List<Fault>> faults = new LinkedHashMap<>();

    private Scenarios(Topology topology) {
        this.topology = topology;
        topology.edges().forEach(edge -> faults.put(edge, new ArrayList<>()));
    }

    /**
     * Reads {@code {"gremlins":[{"scenario":"delay_requests","source":"reviews:v2","dest":"ratings:v1","delaytime":"7s"},
     * …]}}.
     *
     * @return the faults of every edge, most of which have none
     */
    static Map<Edge, List<Fault>> parse(Topology topology, JsonNode document) throws InvalidRecipeException {
        Scenarios scenarios = new Scenarios(topology);
        for (Fields scenario : Fields.list(document, List.of("gremlins", "scenarios"))) {
            scenarios.add(scenario);
        }
        return scenarios.faults;
    }

    private void add(Fields scenario) throws InvalidRecipeException {
        switch (scenario.text("scenario")) {
            case "delay_requests" -> put(scenario, edges(scenario), delay(scenario, 1, "1s"));
            case "abort_requests" -> put(scenario, edges(scenario), abort(scenario, 1, Fault.CLOSED));
            case "overload_service" -> overload(scenario);
            case "crash_service" -> put(scenario, edgesTo(scenario), abort(scenario, 1, Fault.CLOSED));
            case "partition_services" -> partition(scenario);
            default ->
                throw scenario.wrong(
                        "scenario",
                        "delay_requests, abort_requests, overload_service, crash_service or partition_services");
        }
    }

    /** Half of the calls are slow, and half are turned away. */
    private void overload(Fields scenario) throws InvalidRecipeException {
        List<Edge> edges = scenario.party(SOURCE).isPresent() ? edges(scenario) : edgesTo(scenario);
        put(scenario, edges, delay(scenario, 0.5, "10s"));
        put(scenario, edges, abort(scenario, 0.5, UNAVAILABLE));
    }

    /** Neither reaches the other, though perhaps only one of them ever calls. */
    private void partition(Fields scenario) throws InvalidRecipeException {
        Party one = scenario.needed(SOURCE);
        Party other = scenario.needed(DESTINATION);
        Edge there = new Edge(one, other);
        Edge back = new Edge(other, one);
        if (!faults.containsKey(there) && !faults.containsKey(back)) {
            throw unconnected(scenario, there);
        }
        int code = scenario.integer("errorcode", LEAST_CODE, GREATEST_CODE, Fault.CLOSED);
        at(there).add(new Abort(scenario.probability("srcprobability", 1), code));
        at(back).add(new Abort(scenario.probability("dstprobability", 1), code));
    }

    private static Delay delay(Fields scenario, double probability, String time) throws InvalidRecipeException {
        Delay delay =
                new Delay(scenario.probability("delayprobability", probability), scenario.duration("delaytime", time));
        if (delay.time().isZero()) {
            throw scenario.wrong("delaytime", "longer than nothing");
        }
        if (delay.time().compareTo(Actions.Delay.LONGEST) > 0) {
            throw scenario.wrong("delaytime", "at most " + Actions.Delay.LONGEST.toSeconds() + " seconds");
        }
        return delay;
    }

    private static Abort abort(Fields scenario, double probability, int code) throws InvalidRecipeException {
        return new Abort(
                scenario.probability("abortprobability", probability),
                scenario.integer("errorcode", LEAST_CODE, GREATEST_CODE, code));
    }

    private List<Edge> edges(Fields scenario) throws InvalidRecipeException {
        Optional<Party> source = scenario.party(SOURCE);
        Optional<Party> destination = scenario.party(DESTINATION);
        if (source.isEmpty()) {
            return edgesTo(scenario);
        }
        Party caller = known(scenario, SOURCE, source.get());
        if (destination.isPresent()) {
            return List.of(new Edge(caller, known(scenario, DESTINATION, destination.get())));
        }
        return topology.calledBy(caller).stream()
                .map(called -> new Edge(caller, called))
                .toList();
    }

    private List<Edge> edgesTo(Fields scenario) throws InvalidRecipeException {
        Party called = known(scenario, DESTINATION, scenario.needed(DESTINATION));
        return topology.callersOf(called).stream()
                .map(caller -> new Edge(caller, called))
                .toList();
    }

    private Party known(Fields scenario, String name, Party party) throws InvalidRecipeException {
        if (!topology.services().contains(party)) {
            throw scenario.wrong(name, "a service of the topology");
        }
        return party;
    }

    private void put(Fields scenario, List<Edge> edges, Fault fault) throws InvalidRecipeException {
        if (edges.isEmpty()) {
            throw new InvalidRecipeException(
                    scenario.place(), "nobody calls there", "services that the topology connects");
        }
        for (Edge edge : edges) {
            if (!faults.containsKey(edge)) {
                throw unconnected(scenario, edge);
            }
            at(edge).add(fault);
        }
    }

    private List<Fault> at(Edge edge) {
        return faults.computeIfAbsent(edge, unknown -> new ArrayList<>());
    }

    private static InvalidRecipeException unconnected(Fields scenario, Edge edge) {
        return new InvalidRecipeException(
                scenario.place(), edge + " is not in the topology", "services that the topology connects");
    }
}
