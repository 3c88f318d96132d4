package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.a8ctl.Controller.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** The commands {@code route-list}, {@code route-set} and {@code route-delete}. */
final class RouteCommands {

    private static final int NO_DEFAULT = 4;
    private static final String SERVICE = "the service's name";

    private RouteCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "route-list [--json] [-o FORMAT]",
                        "Lists which version of each service gets which calls.",
                        Command.output(),
                        RouteCommands::list),
                new Command(
                        "route-set SERVICE --default VERSION [--selector SELECTOR]... [--source NAME:TAGS]",
                        "Sets which version of a service gets which calls, in the place of all that was set before.",
                        setOptions(),
                        RouteCommands::set),
                new Command(
                        "route-delete SERVICE",
                        "Deletes a service's route rules: calls go to all of its instances.",
                        Command.argument("SERVICE", SERVICE),
                        RouteCommands::delete));
    }

    private static Consumer<CommandSpec> setOptions() {
        return Command.argument("SERVICE", SERVICE)
                .andThen(Command.option("--default", "VERSION", "the version for whatever no selector takes"))
                .andThen(Command.each(
                        "--selector",
                        "SELECTOR",
                        "VERSION(weight=0.25), VERSION(user=\"NAME\") or VERSION(header=\"NAME:REGEX\"); of those by"
                                + " user and header the first that fits counts"))
                .andThen(Command.option("--source", "NAME:TAGS", "only for calls of that service and version"));
    }

    private static void list(Session session) throws FailedCommandException {
        Map<String, List<JsonNode>> rules = new TreeMap<>(session.controller().byDestination(Kind.ROUTES));
        ArrayNode document = Json.array();
        List<List<String>> rows = new ArrayList<>();
        List<String> services = session.registry().services();
        services.forEach(service -> rules.putIfAbsent(service, List.of()));
        rules.forEach((service, own) -> {
            RouteView view = RouteView.of(service, own);
            document.add(entry(service, view, own.isEmpty()));
            rows.add(List.of(service, view.defaultVersion().orElse(""), String.join(", ", view.selectors())));
        });
        session.show(document, () -> new TextTable(List.of("Service", "Default Version", "Version Selectors"), rows));
    }

    private static ObjectNode entry(String service, RouteView view, boolean without) {
        ObjectNode entry = Json.object().put("service", service);
        if (!without) {
            view.defaultVersion()
                    .ifPresentOrElse(version -> entry.put("default", version), () -> entry.putNull("default"));
        }
        if (!view.selectors().isEmpty()) {
            entry.set("selectors", Json.texts(view.selectors()));
        }
        return entry;
    }

    private static void set(Session session) throws FailedCommandException {
        Given given = session.given();
        String version = given.text("--default")
                .orElseThrow(() -> new FailedCommandException(NO_DEFAULT, "You must specify --default"));
        List<Selector> selectors = new ArrayList<>();
        for (String selector : given.each("--selector")) {
            selectors.add(Selector.parse(selector));
        }
        String service = given.name(0);
        RouteRules rules = new RouteRules(service, version, selectors, given.party("--source"));
        session.controller().replace(Kind.ROUTES, service, rules.make());
        session.say("Set routing rules for microservice " + service);
    }

    private static void delete(Session session) throws FailedCommandException {
        String service = session.given().name(0);
        session.controller().clear(Kind.ROUTES, service);
        session.say("Deleted routing rules for microservice " + service);
    }
}
