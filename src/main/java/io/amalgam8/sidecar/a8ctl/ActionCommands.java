package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.a8ctl.Controller.Kind;
import io.amalgam8.sidecar.recipe.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** The commands {@code action-list}, {@code action-add} and {@code action-clear}. */
final class ActionCommands {

    private static final int NOBODY = 4;
    private static final int NOTHING = 5;
    private static final int WRONG_HEADER = 8;
    private static final String PRIORITY = "--priority";

    private ActionCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "action-list [--json] [-o FORMAT]",
                        "Lists which faults are injected into which calls.",
                        Command.output(),
                        ActionCommands::list),
                new Command(
                        "action-add --destination SERVICE [--source NAME:TAGS] [--header NAME:REGEX]..."
                                + " [--cookie KEY=VALUE] --action ACTION... [--priority N]",
                        "Adds a rule that delays or aborts calls to a service.",
                        addOptions(),
                        ActionCommands::add),
                new Command(
                        "action-clear SERVICE",
                        "Deletes all action rules for calls to a service.",
                        Command.argument("SERVICE", "the service that is called"),
                        ActionCommands::clear));
    }

    private static Consumer<CommandSpec> addOptions() {
        return Command.option("--destination", "SERVICE", "the service that is called")
                .andThen(Command.option("--source", "NAME:TAGS", "only calls of that service and version"))
                .andThen(Command.each("--header", "NAME:REGEX", "only calls with a header in which this is found"))
                .andThen(Command.each("--cookie", "KEY=VALUE", "only calls with that in their cookies"))
                .andThen(Command.each(
                        "--action",
                        "ACTION",
                        "VERSION(PROBABILITY->delay=SECONDS) or VERSION(PROBABILITY->abort=CODE); a code below 100"
                                + " closes the connection without an answer; VERSION " + RuleTree.UNTAGGED
                                + " means every one"))
                .andThen(Command.option(
                        PRIORITY,
                        Integer.class,
                        "N",
                        "of several rules that fit, the highest counts (default: 10 above all others)"));
    }

    private static void list(Session session) throws FailedCommandException {
        ArrayNode document = Json.array();
        List<List<String>> rows = new ArrayList<>();
        for (List<JsonNode> rules :
                session.controller().byDestination(Kind.ACTIONS).values()) {
            for (JsonNode rule : RuleTree.sorted(rules)) {
                ActionView view = ActionView.of(rule);
                document.add(view.toJson());
                rows.add(view.row());
            }
        }
        session.show(document, () -> new TextTable(ActionView.COLUMNS, rows));
    }

    private static void add(Session session) throws FailedCommandException {
        Given given = session.given();
        String destination = given.text("--destination").orElse("");
        boolean anybody = given.text("--source").isEmpty()
                && given.each("--header").isEmpty()
                && given.each("--cookie").isEmpty();
        if (destination.isEmpty() || anybody) {
            throw new FailedCommandException(
                    NOBODY,
                    "You must specify --destination, and at least one --source, --header, or --cookie parameter");
        }
        if (given.each("--action").isEmpty()) {
            throw new FailedCommandException(NOTHING, "You must specify at least one --action parameter");
        }
        List<ObjectNode> actions = new ArrayList<>();
        for (String action : given.each("--action")) {
            actions.add(ActionSpec.parse(action));
        }
        Map<String, String> headers = headers(given);
        Optional<Party> source = given.party("--source");
        List<JsonNode> rules = session.controller().of(Kind.ACTIONS, destination);
        long priority =
                given.<Integer>value(PRIORITY).map(Integer::longValue).orElseGet(() -> ActionRules.above(rules));
        rules.add(ActionRules.rule(destination, priority, source, headers, actions));
        session.controller().replace(Kind.ACTIONS, destination, rules);
        session.say("Set action rule for destination " + destination);
    }

    /** One pattern for each header, since a rule has no room for more. */
    private static Map<String, String> headers(Given given) throws FailedCommandException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String text : given.each("--header")) {
            Header header = Header.parse(text)
                    .orElseThrow(() -> new FailedCommandException(WRONG_HEADER, "Invalid --header value: " + text));
            once(headers, header.name(), header.pattern());
        }
        for (String cookie : given.each("--cookie")) {
            once(headers, Selector.COOKIE, ".*?" + cookie);
        }
        return headers;
    }

    private static void once(Map<String, String> headers, String name, String pattern) throws FailedCommandException {
        if (headers.putIfAbsent(name, pattern) != null) {
            throw new FailedCommandException(WRONG_HEADER, "Several patterns for the header " + name);
        }
    }

    private static void clear(Session session) throws FailedCommandException {
        String service = session.given().name(0);
        session.controller().clear(Kind.ACTIONS, service);
        session.say("Cleared action rules for microservice " + service);
    }
}
