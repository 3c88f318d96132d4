package io.amalgam8.sidecar.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Actions.Abort;
import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Actions.Delay;
import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.Condition;
import io.amalgam8.sidecar.model.Match;
import io.amalgam8.sidecar.model.Protocol;
import io.amalgam8.sidecar.model.Resilience;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Rule;
import io.amalgam8.sidecar.model.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** One rule, as the controller shows it; what is empty is left out. */
final class RuleWriter {

    private static final double NANOS_PER_SECOND = 1e9;

    private RuleWriter() {}

    static ObjectNode write(Rule rule) {
        ObjectNode node = Documents.newObject();
        node.put("id", rule.id());
        node.put("priority", rule.priority());
        putTexts(node, "tags", rule.labels());
        node.put("destination", rule.destination());
        if (!rule.match().equals(Match.ALWAYS)) {
            putMatch(node.putObject("match"), rule.match());
        }
        if (rule.effect() instanceof Route route) {
            putRoute(node.putObject("route"), route);
        }
        if (rule.effect() instanceof Actions actions) {
            ArrayNode list = node.putArray("actions");
            actions.actions().forEach(action -> putAction(list.addObject(), action));
        }
        return node;
    }

    private static void putMatch(ObjectNode node, Match match) {
        putCondition(node, match.itself());
        putConditions(node, "all", match.all());
        putConditions(node, "any", match.any());
        putConditions(node, "none", match.none());
    }

    private static void putConditions(ObjectNode node, String name, List<Condition> conditions) {
        if (!conditions.isEmpty()) {
            ArrayNode list = node.putArray(name);
            conditions.forEach(condition -> putCondition(list.addObject(), condition));
        }
    }

    private static void putCondition(ObjectNode node, Condition condition) {
        condition.source().ifPresent(source -> putNameAndTags(node.putObject("source"), source.name(), source.tags()));
        Map<String, String> headers = condition.headers();
        if (!headers.isEmpty()) {
            ObjectNode patterns = node.putObject("headers");
            // Sorted, since a record's map has no order and a document should not change without a cause.
            new TreeMap<>(headers).forEach(patterns::put);
        }
    }

    private static void putRoute(ObjectNode node, Route route) {
        ArrayNode backends = node.putArray("backends");
        route.backends().forEach(backend -> putBackend(backends.addObject(), backend));
        route.timeout().ifPresent(timeout -> putSeconds(node, "http_req_timeout", timeout));
        route.retries().ifPresent(retries -> node.put("http_req_retries", retries));
        route.uriRewrite().ifPresent(rewrite -> putUri(node.putObject("uri"), rewrite));
    }

    private static void putUri(ObjectNode node, Route.UriRewrite rewrite) {
        putText(node, "path", rewrite.path());
        putText(node, "prefix", rewrite.prefix());
        rewrite.replacement().ifPresent(replacement -> node.put("prefix_rewrite", replacement));
    }

    private static void putBackend(ObjectNode node, Backend backend) {
        putNameAndTags(node, backend.name(), backend.tags());
        backend.weight().ifPresent(weight -> node.put("weight", weight));
        backend.timeout().ifPresent(timeout -> putSeconds(node, "timeout", timeout));
        backend.retries().ifPresent(retries -> node.put("retries", retries));
        if (!backend.failover().isEmpty()) {
            ArrayNode failover = node.putArray("failover");
            backend.failover().forEach(other -> putNameAndTags(failover.addObject(), other.name(), other.tags()));
        }
        backend.host().ifPresent(host -> node.put("host", host));
        backend.balancing().ifPresent(type -> node.put("lb_type", type));
        backend.protocol().ifPresent(protocol -> node.put(Protocol.KEY, protocol.toString()));
        if (!backend.resilience().equals(Resilience.USUAL)) {
            putResilience(node.putObject("resilience"), backend.resilience());
        }
    }

    private static void putResilience(ObjectNode node, Resilience resilience) {
        putCount(node, "max_connections", resilience.maxConnections());
        putCount(node, "max_pending_requests", resilience.maxPendingRequests());
        putCount(node, "max_requests", resilience.maxRequests());
        resilience.sleepWindow().ifPresent(window -> putSeconds(node, "sleep_window", window));
        putCount(node, "consecutive_errors", resilience.consecutiveErrors());
        resilience.detectionInterval().ifPresent(interval -> putSeconds(node, "detection_interval", interval));
        putCount(node, "max_requests_per_connection", resilience.maxRequestsPerConnection());
    }

    private static void putCount(ObjectNode node, String name, OptionalInt count) {
        count.ifPresent(given -> node.put(name, given));
    }

    private static void putAction(ObjectNode node, Action action) {
        if (action instanceof Delay delay) {
            node.put("action", "delay").put("probability", delay.probability());
            putTexts(node, "tags", delay.tags().words());
            putSeconds(node, "duration", delay.duration());
            return;
        }
        if (action instanceof Abort abort) {
            node.put("action", "abort").put("probability", abort.probability());
            putTexts(node, "tags", abort.tags().words());
            node.put("return_code", abort.returnCode());
            return;
        }
        if (action instanceof Trace trace) {
            node.put("action", "trace");
            putTexts(node, "tags", trace.tags().words());
            putText(node, "log_key", trace.key());
            putText(node, "log_value", trace.value());
        }
    }

    private static void putNameAndTags(ObjectNode node, Optional<String> name, Tags tags) {
        name.ifPresent(given -> node.put("name", given));
        putTexts(node, "tags", tags.words());
    }

    private static void putTexts(ObjectNode node, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode list = node.putArray(name);
            texts.forEach(list::add);
        }
    }

    private static void putText(ObjectNode node, String name, String text) {
        if (!text.isEmpty()) {
            node.put(name, text);
        }
    }

    private static void putSeconds(ObjectNode node, String name, Duration duration) {
        if (duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
            node.put(name, duration.toSeconds());
            return;
        }
        node.put(name, (double) duration.toNanos() / NANOS_PER_SECOND);
    }
}
