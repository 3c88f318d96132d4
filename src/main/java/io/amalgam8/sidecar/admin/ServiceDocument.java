package io.amalgam8.sidecar.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.bus.InstancesUsage;
import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.InstanceStatus;
import io.amalgam8.sidecar.model.InstanceUsage;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.wire.Documents;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One service as {@code /services} shows it:
 *
 * <pre>{@code
 * {"name":"reviews","rules":2,
 *  "versions":[{"tags":"v1","weight":0.9,"instances":2,"healthy":1}],
 *  "instances":[{"endpoint":"http://10.0.0.1:9080","type":"http","tags":"v1","status":"UP","state":"ejected",
 *    "ejected_until":"…","latency_seconds":0.012,"in_flight":1,"connections":2}]}
 * }</pre>
 *
 * A weight is null where no route rule says anything; what is not known of an instance is null, too.
 */
final class ServiceDocument {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final String HEALTHY = "healthy";

    private final RoutingTable table;
    private final InstancesUsage usage;
    private final Catalog catalog;

    ServiceDocument(RoutingTable table, InstancesUsage usage) {
        this.table = table;
        this.usage = usage;
        this.catalog = table.catalog().orElse(Catalog.EMPTY);
    }

    ObjectNode write(String service) {
        List<Instance> instances = table.services().getOrDefault(service, List.of());
        ObjectNode document = Documents.newObject().put("name", service);
        document.put("rules", table.rulesOf(service).size());
        ArrayNode versions = document.putArray("versions");
        Versions.of(table, service, instances).forEach(version -> versions.add(version(version)));
        ArrayNode list = document.putArray("instances");
        instances.forEach(instance -> list.add(instance(instance)));
        return document;
    }

    private ObjectNode version(Versions.Version version) {
        long healthy = version.instances().stream()
                .filter(instance -> state(instance).equals(HEALTHY))
                .count();
        ObjectNode node = Documents.newObject().put("tags", version.tags().toString());
        version.weight().ifPresentOrElse(weight -> node.put("weight", weight), () -> node.putNull("weight"));
        return node.put("instances", version.instances().size()).put("healthy", healthy);
    }

    private ObjectNode instance(Instance instance) {
        InstanceUsage use = usage.of(instance.endpoint());
        ObjectNode node = Documents.newObject()
                .put("id", instance.id())
                .put("endpoint", instance.endpoint().toString())
                .put("type", instance.endpoint().type().toString())
                .put("tags", instance.tags().toString())
                .put("status", instance.status().name())
                .put("state", state(instance));
        use.ejectedUntil()
                .ifPresentOrElse(
                        until -> node.put("ejected_until", until.toString()), () -> node.putNull("ejected_until"));
        use.latency()
                .ifPresentOrElse(
                        latency -> node.put("latency_seconds", seconds(latency)),
                        () -> node.putNull("latency_seconds"));
        return node.put("in_flight", use.inFlight()).put("connections", use.connections());
    }

    /**
     * A word: what it says of itself unless it is up, then what is known against it: {@code ejected} for its failures,
     * {@code suspect} since the registry lists it no longer, {@code doubted} since a connection to it has failed.
     */
    private String state(Instance instance) {
        if (instance.status() != InstanceStatus.UP) {
            return instance.status().name().toLowerCase(Locale.ROOT);
        }
        if (usage.of(instance.endpoint()).state() == InstanceUsage.State.EJECTED) {
            return "ejected";
        }
        if (catalog.isSuspect(instance)) {
            return "suspect";
        }
        return usage.of(instance.endpoint()).state() == InstanceUsage.State.DOUBTED ? "doubted" : HEALTHY;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }
}
