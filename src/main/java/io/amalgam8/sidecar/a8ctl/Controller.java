package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the controller is asked and told. */
final class Controller {

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final String RULES = "/v1/rules";

    /** EX_USAGE of sysexits.h, as for other words that make no sense. */
    private static final int NO_NAME = 64;

    /** What a path is shortened by, to one that means more. */
    private static final Set<String> DOTS = Set.of(".", "..");

    private final Server server;

    Controller(Server server) {
        this.server = server;
    }

    /** The two kinds of rules. */
    enum Kind {
        ROUTES("routes"),
        ACTIONS("actions");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** All rules of a kind, by destination, in alphabetical order. */
    Map<String, List<JsonNode>> byDestination(Kind kind) throws FailedCommandException {
        Map<String, List<JsonNode>> rules = new TreeMap<>();
        server.get(RULES + "/" + kind.word)
                .expecting(OK)
                .document()
                .path("services")
                .properties()
                .forEach(service -> rules.put(service.getKey(), elements(service.getValue())));
        return rules;
    }

    /** A destination's rules of a kind. */
    List<JsonNode> of(Kind kind, String destination) throws FailedCommandException {
        return elements(
                server.get(path(kind, destination)).expecting(OK).document().path("rules"));
    }

    /** Puts these rules in the place of all of that kind and destination. */
    void replace(Kind kind, String destination, List<? extends JsonNode> rules) throws FailedCommandException {
        server.put(path(kind, destination), Json.rules(rules)).expecting(OK, CREATED);
    }

    void clear(Kind kind, String destination) throws FailedCommandException {
        server.delete(path(kind, destination)).expecting(OK);
    }

    /** Adds rules; gives their ids. */
    List<String> add(Collection<? extends JsonNode> rules) throws FailedCommandException {
        List<String> ids = new ArrayList<>();
        server.post(RULES, Json.rules(rules))
                .expecting(CREATED)
                .document()
                .path("ids")
                .forEach(id -> ids.add(id.asText()));
        return ids;
    }

    /** Changes the rules that have these rules' ids. */
    void update(Collection<? extends JsonNode> rules) throws FailedCommandException {
        server.put(RULES, Json.rules(rules)).expecting(OK);
    }

    /** The rules that fit. */
    List<JsonNode> select(RuleQuery query) throws FailedCommandException {
        return elements(
                server.get(RULES + query(query)).expecting(OK).document().path("rules"));
    }

    /** Deletes the rules that fit. */
    void delete(RuleQuery query) throws FailedCommandException {
        server.delete(RULES + query(query)).expecting(OK);
    }

    private static String query(RuleQuery query) {
        String parameters = query.parameters().stream()
                .map(parameter -> parameter.getKey() + "=" + Server.encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return parameters.isEmpty() ? "" : "?" + parameters;
    }

    /** Refuses dots: where a server takes them for steps of the path, all rules would be what is meant. */
    private static String path(Kind kind, String destination) throws FailedCommandException {
        if (DOTS.contains(destination)) {
            throw new FailedCommandException(NO_NAME, "Service " + destination + ": no name (expected: a name)");
        }
        return RULES + "/" + kind.word + "/" + Server.encoded(destination);
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }
}
