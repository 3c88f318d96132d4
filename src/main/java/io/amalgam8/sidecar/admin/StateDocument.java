package io.amalgam8.sidecar.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.bus.ApplicationHealth;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.wire.CatalogJson;
import io.amalgam8.sidecar.wire.Documents;
import io.amalgam8.sidecar.wire.RulesJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the sidecar routes by, in Amalgam8's shape: {@code {"instances":{service:[…]},"routes":{service:[…]},
 * "actions":{service:[…]}}}, instances as the registry lists them and rules as the controller does. Where the application's
 * health is checked, {@code "health":{"status":…,"checks":[{"check","state","detail"}]}} is added.
 */
final class StateDocument {

    private StateDocument() {}

    static byte[] write(RoutingTable table, ApplicationHealth health) {
        ObjectNode document = Documents.newObject();
        fill(document.putObject("instances"), table.services(), CatalogJson::write);
        fill(document.putObject("routes"), table.routeRules(), RulesJson::write);
        fill(document.putObject("actions"), table.actionRules(), RulesJson::write);
        if (!health.checks().isEmpty()) {
            fill(document.putObject("health"), health);
        }
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static <T> void fill(ObjectNode node, Map<String, List<T>> byService, Function<T, ObjectNode> form) {
        byService.forEach((service, entries) -> {
            ArrayNode list = node.putArray(service);
            entries.forEach(entry -> list.add(form.apply(entry)));
        });
    }

    private static void fill(ObjectNode node, ApplicationHealth health) {
        node.put("status", health.isHealthy() ? "healthy" : "unhealthy");
        ArrayNode checks = node.putArray("checks");
        health.checks()
                .forEach(check -> checks.addObject()
                        .put("check", check.target())
                        .put("state", Readiness.word(check.state()))
                        .put("detail", check.detail()));
    }
}
