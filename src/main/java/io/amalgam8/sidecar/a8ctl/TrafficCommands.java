package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.a8ctl.BaseRule.Change;
import io.amalgam8.sidecar.a8ctl.Controller.Kind;
import io.amalgam8.sidecar.recipe.Party;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** The commands {@code traffic-start}, {@code traffic-step} and {@code traffic-abort}. */
final class TrafficCommands {

    private static final int NO_TRAFFIC = 6;
    private static final int NO_INSTANCES = 7;
    private static final int USUAL_AMOUNT = 10;
    private static final String AMOUNT = "--amount";

    private TrafficCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "traffic-start SERVICE VERSION [--amount PERCENT]",
                        "Begins to move a service's traffic to a new version.",
                        service()
                                .andThen(Command.argument("VERSION", "the new version: one tag, or some with commas"))
                                .andThen(amount("how much of the traffic it gets, 1 to 100 (default: 10)")),
                        TrafficCommands::start),
                new Command(
                        "traffic-step SERVICE [--amount PERCENT]",
                        "Moves more of a service's traffic to the new version.",
                        service()
                                .andThen(amount("how much of the traffic it gets now, 1 to 100 (default: 10 more than"
                                        + " before)")),
                        TrafficCommands::step),
                new Command(
                        "traffic-abort SERVICE",
                        "Gives all of a service's traffic back to the old version.",
                        service(),
                        TrafficCommands::abort));
    }

    private static Consumer<CommandSpec> service() {
        return Command.argument("SERVICE", "the service's name");
    }

    private static Consumer<CommandSpec> amount(String description) {
        return Command.option(AMOUNT, Integer.class, "PERCENT", description);
    }

    private static void start(Session session) throws FailedCommandException {
        String service = session.given().name(0);
        String version = session.given().name(1);
        if (Party.tags(version).isEmpty()) {
            throw session.given().wrong("VERSION: " + version + " (expected: one tag, or some with commas)");
        }
        int amount = amount(session).orElse(USUAL_AMOUNT);
        BaseRule base = base(session, "start");
        base.only();
        Registry registry = session.registry();
        List<String> current =
                RuleTree.tagsMeant(base.rule().path("route").path("backends").path(0));
        if (!registry.isActive(service, current)) {
            throw refused(NO_TRAFFIC, service, "is not currently receiving traffic");
        }
        if (!registry.isActive(service, Party.tags(version))) {
            throw refused(NO_INSTANCES, service, "does not have active instances of version \"" + version + "\"");
        }
        apply(session, base.start(version, amount));
    }

    private static void step(Session session) throws FailedCommandException {
        OptionalInt amount = amount(session);
        apply(session, base(session, "step").step(amount));
    }

    private static void abort(Session session) throws FailedCommandException {
        apply(session, base(session, "abort").abort());
    }

    private static OptionalInt amount(Session session) throws FailedCommandException {
        Optional<Integer> given = session.given().value(AMOUNT);
        return given.isPresent() ? OptionalInt.of(BaseRule.amount(given.get())) : OptionalInt.empty();
    }

    private static BaseRule base(Session session, String operation) throws FailedCommandException {
        String service = session.given().name(0);
        return BaseRule.of(service, session.controller().of(Kind.ROUTES, service), operation);
    }

    private static void apply(Session session, Change change) throws FailedCommandException {
        session.controller().update(List.of(change.rule()));
        session.say(change.told());
    }

    private static FailedCommandException refused(int code, String service, String problem) {
        return new FailedCommandException(
                code, "Invalid state for start operation: service \"" + service + "\" " + problem);
    }
}
