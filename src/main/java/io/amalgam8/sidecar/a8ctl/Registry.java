package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the registry is asked. */
final class Registry {

    private static final int OK = 200;
    private static final int UNKNOWN = 404;
    private static final String SERVICES = "/api/v1/services";

    private final Server server;

    Registry(Server server) {
        this.server = server;
    }

    /** The names of all services, in alphabetical order. */
    List<String> services() throws FailedCommandException {
        List<String> names = new ArrayList<>();
        server.get(SERVICES).expecting(OK).document().path("services").forEach(name -> names.add(name.asText()));
        return names.stream().sorted().toList();
    }

    /** A service's instances of every status; none where the registry knows no such service. */
    List<JsonNode> instances(String service) throws FailedCommandException {
        Answer answer = server.get(SERVICES + "/" + Server.encoded(service)).expecting(OK, UNKNOWN);
        List<JsonNode> instances = new ArrayList<>();
        if (answer.status() == OK) {
            answer.document().path("instances").forEach(instances::add);
        }
        return instances;
    }

    /** Whether calls can go to some instance that bears all these tags. */
    boolean isActive(String service, List<String> tags) throws FailedCommandException {
        for (JsonNode instance : instances(service)) {
            Set<String> borne = new HashSet<>();
            instance.path("tags").forEach(tag -> borne.add(tag.asText()));
            String status = instance.path("status").asText("UP").toUpperCase(Locale.ROOT);
            if (status.equals("UP") && borne.containsAll(tags)) {
                return true;
            }
        }
        return false;
    }
}
