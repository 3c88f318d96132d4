package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** The commands {@code rule-create}, {@code rule-update}, {@code rule-get} and {@code rule-delete}. */
final class RuleCommands {

    private static final String FILE = "--file";
    private static final String ID = "--id";
    private static final String TAG = "--tag";
    private static final String DESTINATION = "--destination";
    private static final String ALL = "--all";

    private RuleCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "rule-create -f FILE [--json] [-o FORMAT]",
                        "Creates rules of any kind.",
                        file("the rules, as JSON or YAML; - for standard input").andThen(Command.output()),
                        RuleCommands::create),
                new Command(
                        "rule-get [ID...] [-i ID]... [-t TAG]... [-d SERVICE]... [-f FILE] [--all] [-o FORMAT]",
                        "Shows rules as they are, as JSON unless told otherwise.",
                        selection().andThen(Command.output()),
                        RuleCommands::get),
                new Command(
                        "rule-update -f FILE",
                        "Changes rules, which are found by their ids.",
                        file("the changed rules, as JSON or YAML; - for standard input"),
                        RuleCommands::update),
                new Command(
                        "rule-delete [ID...] [-i ID]... [-t TAG]... [-d SERVICE]... [-f FILE] [--all]",
                        "Deletes rules.",
                        selection(),
                        RuleCommands::delete));
    }

    private static Consumer<CommandSpec> file(String description) {
        return Command.option(FILE + ",-f", "FILE", description);
    }

    private static Consumer<CommandSpec> selection() {
        return Command.arguments("ID", "the rules with these ids")
                .andThen(Command.each(ID + ",-i", "ID", "likewise"))
                .andThen(
                        Command.each(TAG + ",-t", "TAG", "the rules with this tag; given many times, with all of them"))
                .andThen(Command.each(DESTINATION + ",-d", "SERVICE", "the rules for calls to this service"))
                .andThen(file("the rules with the ids of those in that file; - for standard input"))
                .andThen(Command.flag(ALL + ",-a", "every rule"));
    }

    private static void create(Session session) throws FailedCommandException {
        List<String> ids = session.controller().add(rules(session));
        ObjectNode document = Json.object();
        document.set("ids", Json.texts(ids));
        if (session.format(Format.TABLE) == Format.TABLE) {
            session.say("Created rules with ids: " + String.join(", ", ids));
        } else {
            session.show(document, () -> new TextTable(List.of(), List.of()));
        }
    }

    private static void update(Session session) throws FailedCommandException {
        List<ObjectNode> rules = rules(session);
        session.controller().update(rules);
        List<String> ids = rules.stream().map(rule -> rule.path("id").asText()).toList();
        session.say("Updated rules with ids: " + String.join(", ", ids));
    }

    private static List<ObjectNode> rules(Session session) throws FailedCommandException {
        String file = session.given()
                .text(FILE)
                .orElseThrow(() -> new FailedCommandException(RuleFile.MISSING, "You must specify --file"));
        return RuleFile.checked(file, session.streams().in());
    }

    private static void get(Session session) throws FailedCommandException {
        List<JsonNode> rules = session.controller().select(query(session));
        session.show(Json.rules(rules), () -> table(rules), Format.JSON);
    }

    private static TextTable table(List<JsonNode> rules) {
        return new TextTable(
                List.of("Rule Id", "Destination", "Kind", "Priority", "Tags"),
                rules.stream()
                        .map(rule -> List.of(
                                rule.path("id").asText(),
                                rule.path("destination").asText(),
                                rule.has("route") ? "route" : "action",
                                String.valueOf(RuleTree.priority(rule)),
                                String.join(", ", RuleTree.tags(rule))))
                        .toList());
    }

    private static void delete(Session session) throws FailedCommandException {
        RuleQuery query = query(session);
        session.controller().delete(query);
        session.say(told(query));
    }

    private static String told(RuleQuery query) {
        if (query.isAll()) {
            return "Deleted all rules";
        }
        boolean byIdAlone = query.tags().isEmpty() && query.destinations().isEmpty();
        if (byIdAlone && query.ids().size() == 1) {
            return "Deleted rule with id: " + query.ids().get(0);
        }
        return "Deleted rules with "
                + String.join(
                        ", ",
                        query.parameters().stream()
                                .map(parameter -> parameter.getKey() + ": " + parameter.getValue())
                                .toList());
    }

    /** To the controller, nothing said would mean everything: that has to be said. */
    private static RuleQuery query(Session session) throws FailedCommandException {
        Given given = session.given();
        List<String> ids = new ArrayList<>(given.arguments());
        ids.addAll(given.each(ID));
        Optional<String> file = given.text(FILE);
        if (file.isPresent()) {
            ids.addAll(RuleFile.ids(file.get(), session.streams().in()));
        }
        RuleQuery query = new RuleQuery(ids, given.each(TAG), given.each(DESTINATION));
        if (query.parameters().stream()
                .anyMatch(parameter -> parameter.getValue().isBlank())) {
            throw given.wrong("an empty id, tag or service (expected: a name)");
        }
        if (query.isAll() != given.has(ALL)) {
            throw given.wrong("which rules? (expected: ids, tags, services or a file, or else --all)");
        }
        return query;
    }
}
