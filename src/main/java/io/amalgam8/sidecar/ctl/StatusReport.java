package io.amalgam8.sidecar.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a sidecar stands, as its admin API says.
 *
 * @param health as {@code /healthz} gives it
 * @param services as {@code /services} lists them
 * @param rules as {@code /rules} lists them
 */
record StatusReport(JsonNode health, List<JsonNode> services, List<JsonNode> rules) {

    StatusReport {
        services = List.copyOf(services);
        rules = List.copyOf(rules);
    }

    /** An instance and the service that it is of. */
    record Ejected(String service, JsonNode instance) {}

    static StatusReport ask(AdminClient client) throws FailedQuestionException {
        JsonNode health = client.get("/healthz");
        if (code(health) == ExitCode.UNEXPECTED || !health.path("parts").isObject()) {
            throw client.foreign();
        }
        return new StatusReport(health, client.list("/services"), client.list("/rules"));
    }

    ExitCode exitCode() {
        return code(health);
    }

    private static ExitCode code(JsonNode health) {
        return switch (health.path("status").asText()) {
            case "ready" -> ExitCode.GOOD;
            case "degraded" -> ExitCode.LESS_GOOD;
            case "not ready" -> ExitCode.NOT_READY;
            default -> ExitCode.UNEXPECTED;
        };
    }

    /** How many rules there are in each state, by its name. */
    Map<String, Integer> rulesByState() {
        Map<String, Integer> counts = new TreeMap<>();
        rules.forEach(rule -> counts.merge(rule.path("state").asText(), 1, Integer::sum));
        return counts;
    }

    List<JsonNode> rejected() {
        return rules.stream()
                .filter(rule -> rule.path("state").asText().equals("rejected"))
                .toList();
    }

    List<Ejected> ejected() {
        List<Ejected> ejected = new ArrayList<>();
        for (JsonNode service : services) {
            for (JsonNode instance : service.path("instances")) {
                if (instance.path("state").asText().equals("ejected")) {
                    ejected.add(new Ejected(service.path("name").asText(), instance));
                }
            }
        }
        return ejected;
    }

    /** {@code {"health":{…},"services":[…],"rules":{"applied":3,…},"rejected":[…],"ejected":[{"service":…,…}]}}. */
    ObjectNode toJson() {
        ObjectNode json = AdminClient.MAPPER.createObjectNode();
        json.set("health", health);
        ArrayNode list = json.putArray("services");
        services.forEach(list::add);
        ObjectNode counts = json.putObject("rules");
        rulesByState().forEach(counts::put);
        ArrayNode refused = json.putArray("rejected");
        rejected().forEach(refused::add);
        ArrayNode spared = json.putArray("ejected");
        ejected()
                .forEach(one -> spared.addObject().put("service", one.service()).setAll((ObjectNode)
                        one.instance().deepCopy()));
        return json;
    }
}
