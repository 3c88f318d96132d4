package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The command {@code service-list}. */
final class ServiceCommands {

    /** Instances without tags come last. */
    private static final Comparator<String> VERSIONS =
            Comparator.<String, Boolean>comparing(RuleTree.UNTAGGED::equals).thenComparing(Comparator.naturalOrder());

    private ServiceCommands() {}

    static List<Command> all() {
        return List.of(new Command(
                "service-list [--json] [-o FORMAT]",
                "Lists services, and how many instances each version has.",
                Command.output(),
                ServiceCommands::list));
    }

    private static void list(Session session) throws FailedCommandException {
        Registry registry = session.registry();
        ArrayNode document = Json.array();
        List<List<String>> rows = new ArrayList<>();
        for (String service : registry.services()) {
            List<String> counts = counts(registry.instances(service));
            document.addObject().put("service", service).set("instances", Json.texts(counts));
            rows.add(List.of(service, String.join(", ", counts)));
        }
        session.show(document, () -> new TextTable(List.of("Service", "Instances"), rows));
    }

    private static List<String> counts(List<JsonNode> instances) {
        Map<String, Integer> versions = new TreeMap<>(VERSIONS);
        instances.forEach(instance -> versions.merge(RuleTree.version(instance), 1, Integer::sum));
        return versions.entrySet().stream()
                .map(version -> version.getKey() + "(" + version.getValue() + ")")
                .toList();
    }
}
