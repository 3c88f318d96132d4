package io.amalgam8.sidecar.wire;

import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.model.Resilience;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Route.UriRewrite;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.Source;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One rule, in the words of 0.3.0 or of 1.1.0; words that we do not know are passed over. */
final class RuleReader {

    private static final Set<String> BALANCING = Set.of("round_robin", "least_request", "random", "ewma", "ring_hash");
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);
    private static final int MOST_RETRIES = 1000;
    private static final int LOWEST_CODE = -5;
    private static final int HIGHEST_CODE = 599;

    private RuleReader() {}

    /**
     * Reads a rule.
     *
     * @param id what it is called
     * @throws InvalidValueException when it cannot be used
     */
    static Rule read(Field rule, String id) {
        return new Rule(
                id,
                rule.child("priority")
                        .integer(Integer.MIN_VALUE, Integer.MAX_VALUE)
                        .orElse(0),
                destination(rule),
                rule.child("tags").texts(),
                rule.child("match").map(RuleReader::match).orElse(Match.ALWAYS),
                effect(rule));
    }

    private static String destination(Field rule) {
        Field destination = rule.child("destination");
        return destination.text().orElseThrow(() -> destination.wrong("a service's name"));
    }

    private static Match match(Field match) {
        return new Match(
                condition(match),
                match.child("all").list(entry -> condition(entry.object())),
                match.child("any").list(entry -> condition(entry.object())),
                match.child("none").list(entry -> condition(entry.object())));
    }

    private static Condition condition(Field condition) {
        return new Condition(
                condition.child("source").map(RuleReader::source).filter(RuleReader::saysSomething),
                condition.child("headers").textByName());
    }

    private static Source source(Field source) {
        return new Source(source.child("name").text(), source.child("tags").tags());
    }

    private static boolean saysSomething(Source source) {
        return source.name().isPresent() || !source.tags().isEmpty();
    }

    private static Rule.Effect effect(Field rule) {
        Field route = rule.child("route");
        Field actions = rule.child("actions");
        if (route.isAbsent() == actions.isAbsent()) {
            throw InvalidValueException.of(
                    "rule", route.isAbsent() ? "neither" : "both", "exactly one of route and actions");
        }
        return route.isAbsent() ? actions(actions) : route(route.object());
    }

    private static Route route(Field route) {
        Field backends = route.child("backends");
        List<Backend> read = backends.list(entry -> backend(entry.object()));
        if (read.isEmpty()) {
            throw backends.wrong("at least one backend");
        }
        return new Route(
                read,
                route.child("http_req_timeout").seconds(LONGEST_TIMEOUT),
                route.child("http_req_retries").integer(0, MOST_RETRIES),
                route.child("uri").map(RuleReader::uri));
    }

    private static UriRewrite uri(Field uri) {
        return new UriRewrite(
                uri.child("path").text().orElse(""),
                uri.child("prefix").text().orElse(""),
                uri.child("prefix_rewrite").text());
    }

    private static Backend backend(Field backend) {
        return new Backend(
                backend.child("name").text(),
                backend.child("tags").tags(),
                backend.child("weight").number(Double.MIN_VALUE, 1, "above 0 to 1"),
                backend.child("timeout").seconds(LONGEST_TIMEOUT),
                backend.child("retries").integer(0, MOST_RETRIES),
                backend.child("failover").list(entry -> failover(entry.object())),
                backend.child("host").text(),
                balancing(backend.child("lb_type")),
                backend.child("resilience").map(RuleReader::resilience).orElse(Resilience.USUAL),
                protocol(backend.child(Protocol.KEY)));
    }

    private static Resilience resilience(Field resilience) {
        return new Resilience(
                resilience.child("max_connections").integer(1, Integer.MAX_VALUE),
                resilience.child("max_pending_requests").integer(0, Integer.MAX_VALUE),
                resilience.child("max_requests").integer(1, Integer.MAX_VALUE),
                resilience.child("sleep_window").seconds(LONGEST_WINDOW),
                resilience.child("consecutive_errors").integer(1, Integer.MAX_VALUE),
                resilience.child("detection_interval").seconds(LONGEST_WINDOW),
                resilience.child("max_requests_per_connection").integer(1, Integer.MAX_VALUE));
    }

    private static Backend.Failover failover(Field failover) {
        Optional<String> name = failover.child("name").text();
        Tags tags = failover.child("tags").tags();
        if (name.isEmpty() && tags.isEmpty()) {
            throw failover.wrong("a name or tags");
        }
        return new Backend.Failover(name, tags);
    }

    private static Optional<String> balancing(Field type) {
        Optional<String> name = type.text();
        if (name.isPresent() && !BALANCING.contains(name.get())) {
            throw type.wrong("round_robin, least_request, random, ewma or ring_hash");
        }
        return name;
    }

    private static Optional<Protocol> protocol(Field protocol) {
        return protocol.text().map(name -> Protocol.named(name).orElseThrow(() -> protocol.wrong("h2c or http")));
    }

    private static Actions actions(Field actions) {
        List<Action> read = actions.list(entry -> action(entry.object()));
        if (read.isEmpty()) {
            throw actions.wrong("at least one action");
        }
        return new Actions(read);
    }

    private static Action action(Field action) {
        Field kind = action.child("action");
        Tags tags = action.child("tags").tags();
        return switch (kind.text().orElse("")) {
            case "delay" -> new Actions.Delay(delay(action.child("duration")), probability(action), tags);
            case "abort" -> new Actions.Abort(returnCode(action.child("return_code")), probability(action), tags);
            case "trace" ->
                new Actions.Trace(
                        action.child("log_key").text().orElse(""),
                        action.child("log_value").text().orElse(""),
                        tags);
            default -> throw kind.wrong("delay, abort or trace");
        };
    }

    private static Duration delay(Field duration) {
        return duration.seconds(Actions.Delay.LONGEST).orElseThrow(() -> duration.wrong("a number of seconds"));
    }

    private static int returnCode(Field code) {
        return code.integer(LOWEST_CODE, HIGHEST_CODE)
                .orElseThrow(() -> code.wrong("an integer, " + LOWEST_CODE + ".." + HIGHEST_CODE));
    }

    private static double probability(Field action) {
        return action.child("probability").number(0, 1, "0 to 1").orElse(1);
    }
}
