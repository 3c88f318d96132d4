package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.a8ctl.Controller.Kind;
import io.amalgam8.sidecar.model.Actions.Delay;
import io.amalgam8.sidecar.recipe.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** The commands {@code rule-list}, {@code rule-set} and {@code rule-clear}, which others have taken the place of. */
final class DeprecatedCommands {

    private static final int WHOSE = 4;
    private static final int WHAT = 5;

    private DeprecatedCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "rule-list [--json] [-o FORMAT]",
                        "Lists fault injection rules (deprecated, see action-list).",
                        Command.output(),
                        DeprecatedCommands::list),
                new Command(
                        "rule-set --source NAME:TAGS --destination NAME:TAGS --header NAME [--pattern REGEX]"
                                + " [--delay SECONDS --delay-probability P] [--abort-code CODE --abort-probability P]",
                        "Sets a fault injection rule (deprecated, see action-add).",
                        setOptions(),
                        DeprecatedCommands::set),
                new Command(
                        "rule-clear",
                        "Clears all fault injection rules of all services (deprecated, see action-clear).",
                        Command.nothing(),
                        DeprecatedCommands::clear));
    }

    private static Consumer<CommandSpec> setOptions() {
        return Command.option("--source", "NAME:TAGS", "the service that calls")
                .andThen(Command.option("--destination", "NAME:TAGS", "the service that is called"))
                .andThen(Command.option("--header", "NAME", "only calls with this header"))
                .andThen(Command.option("--pattern", "REGEX", "and only where this is found in it"))
                .andThen(
                        Command.option("--delay-probability", Double.class, "P", "how many calls are delayed, up to 1"))
                .andThen(Command.option("--delay", Double.class, "SECONDS", "for how long"))
                .andThen(
                        Command.option("--abort-probability", Double.class, "P", "how many calls are aborted, up to 1"))
                .andThen(Command.option(
                        "--abort-code", Integer.class, "CODE", "with which status; -1 closes the connection"));
    }

    private static void warn(Session session, String command, String successor) {
        session.warn("WARNING: " + command + " is deprecated. Use " + successor + " instead.");
    }

    private static void list(Session session) throws FailedCommandException {
        warn(session, "rule-list", "action-list");
        ArrayNode document = Json.array();
        List<List<String>> rows = new ArrayList<>();
        for (List<JsonNode> rules :
                session.controller().byDestination(Kind.ACTIONS).values()) {
            for (JsonNode rule : RuleTree.sorted(rules)) {
                FaultView view = FaultView.of(rule);
                document.add(view.fields());
                rows.add(view.row());
            }
        }
        session.show(document, () -> new TextTable(FaultView.COLUMNS, rows));
    }

    private static void set(Session session) throws FailedCommandException {
        warn(session, "rule-set", "action-add");
        Given given = session.given();
        Optional<Party> source = given.party("--source");
        Optional<Party> destination = given.party("--destination");
        Optional<String> header = given.text("--header");
        if (source.isEmpty() || destination.isEmpty() || header.isEmpty()) {
            throw new FailedCommandException(WHOSE, "You must specify --source, --destination, and --header");
        }
        Party called = destination.get();
        List<ObjectNode> actions = actions(given, called);
        if (actions.isEmpty()) {
            throw new FailedCommandException(
                    WHAT,
                    "You must specify either a valid delay with non-zero delay_probability or a valid abort-code with"
                            + " non-zero abort-probability");
        }
        List<JsonNode> rules = session.controller().of(Kind.ACTIONS, called.name());
        String pattern = AnyPattern.within(given.text("--pattern").orElse(AnyPattern.ANY));
        rules.add(ActionRules.rule(
                called.name(), ActionRules.above(rules), source, Map.of(header.get(), pattern), actions));
        session.controller().replace(Kind.ACTIONS, called.name(), rules);
        session.say("Set fault injection rule between " + source.get() + " and " + called);
    }

    private static List<ObjectNode> actions(Given given, Party called) throws FailedCommandException {
        List<ObjectNode> actions = new ArrayList<>();
        double delay = given.<Double>value("--delay").orElse(0.0);
        double delayed = given.<Double>value("--delay-probability").orElse(0.0);
        if (delay > Delay.LONGEST.toSeconds()) {
            throw new FailedCommandException(
                    WHAT,
                    "Invalid --delay value: " + delay + " (expected: at most " + Delay.LONGEST.toSeconds()
                            + " seconds)");
        }
        if (delay > 0 && delayed > 0) {
            actions.add(action("delay", delayed).put("duration", delay));
        }
        int code = given.<Integer>value("--abort-code").orElse(0);
        double aborted = given.<Double>value("--abort-probability").orElse(0.0);
        if (code != 0 && aborted > 0) {
            actions.add(action("abort", aborted).put("return_code", code));
        }
        if (!called.tags().isEmpty()) {
            actions.forEach(action -> action.set("tags", Json.texts(called.tags())));
        }
        return actions;
    }

    private static ObjectNode action(String type, double probability) {
        return Json.object().put("action", type).put("probability", probability);
    }

    private static void clear(Session session) throws FailedCommandException {
        warn(session, "rule-clear", "action-clear");
        for (String destination :
                session.controller().byDestination(Kind.ACTIONS).keySet()) {
            session.controller().clear(Kind.ACTIONS, destination);
        }
        session.say("Cleared fault injection rules from all microservices");
    }
}
