package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Actions;
import io.amalgam8.sidecar.model.Actions.Abort;
import io.amalgam8.sidecar.model.Actions.Action;
import io.amalgam8.sidecar.model.Actions.Delay;
import io.amalgam8.sidecar.model.Backend;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.Resilience;
import io.amalgam8.sidecar.model.Route;
import io.amalgam8.sidecar.model.Route.UriRewrite;
import io.amalgam8.sidecar.model.Rule;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** The bounds of everything in a rule but its match and its weights. */
final class RuleChecks {

    private static final Set<String> BALANCING = Set.of("round_robin", "least_request", "random", "ewma", "ring_hash");
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    /** What is put into a request must not be able to end its line. */
    private static final Pattern VISIBLE = Pattern.compile("[!-~]*");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~:%\\[\\]-]{1,255}");

    private RuleChecks() {}

    /**
     * Checks one rule.
     *
     * @throws InvalidValueException that says what cannot be used
     */
    static void check(Rule rule) {
        if (rule.destination().isBlank()) {
            throw InvalidValueException.of("destination", rule.destination(), "a service's name");
        }
        if (rule.effect() instanceof Route route) {
            checkRoute(route);
        } else if (rule.effect() instanceof Actions actions) {
            checkActions(actions);
        }
    }

    private static void checkRoute(Route route) {
        if (route.backends().isEmpty()) {
            throw InvalidValueException.of("route.backends", route.backends(), "at least one");
        }
        checkTimeout("route.http_req_timeout", route.timeout());
        checkRetries("route.http_req_retries", route.retries());
        route.uriRewrite().ifPresent(RuleChecks::checkUri);
        for (int i = 0; i < route.backends().size(); i++) {
            checkBackend("route.backends[" + i + "]", route.backends().get(i));
        }
    }

    private static void checkBackend(String place, Backend backend) {
        checkTimeout(place + ".timeout", backend.timeout());
        checkRetries(place + ".retries", backend.retries());
        backend.host()
                .ifPresent(host -> require(HOST.matcher(host).matches(), place + ".host", host, "host or host:port"));
        backend.balancing()
                .ifPresent(name -> require(
                        BALANCING.contains(name),
                        place + ".lb_type",
                        name,
                        "round_robin, least_request, random, ewma or ring_hash"));
        checkResilience(place + ".resilience", backend.resilience());
    }

    private static void checkResilience(String place, Resilience resilience) {
        checkCount(place + ".max_connections", resilience.maxConnections(), 1);
        checkCount(place + ".max_pending_requests", resilience.maxPendingRequests(), 0);
        checkCount(place + ".max_requests", resilience.maxRequests(), 1);
        checkCount(place + ".consecutive_errors", resilience.consecutiveErrors(), 1);
        checkCount(place + ".max_requests_per_connection", resilience.maxRequestsPerConnection(), 1);
        checkWindow(place + ".sleep_window", resilience.sleepWindow());
        checkWindow(place + ".detection_interval", resilience.detectionInterval());
    }

    private static void checkCount(String place, OptionalInt count, int least) {
        require(count.orElse(least) >= least, place, count.orElse(least), least + " or more");
    }

    private static void checkWindow(String place, Optional<Duration> window) {
        Duration value = window.orElse(LONGEST_WINDOW);
        boolean fits = !value.isNegative() && !value.isZero() && value.compareTo(LONGEST_WINDOW) <= 0;
        require(fits, place, value, "above 0, at most 86400 seconds");
    }

    private static void checkUri(UriRewrite uri) {
        String expectation = "visible ASCII characters";
        require(VISIBLE.matcher(uri.path()).matches(), "route.uri.path", uri.path(), expectation);
        require(VISIBLE.matcher(uri.prefix()).matches(), "route.uri.prefix", uri.prefix(), expectation);
        String replacement = uri.replacement().orElse("");
        require(VISIBLE.matcher(replacement).matches(), "route.uri.prefix_rewrite", replacement, expectation);
    }

    private static void checkTimeout(String place, Optional<Duration> timeout) {
        Duration value = timeout.orElse(Duration.ZERO);
        boolean fits = !value.isNegative() && value.compareTo(LONGEST_TIMEOUT) <= 0;
        require(fits, place, value, "0 to 86400 seconds");
    }

    private static void checkRetries(String place, OptionalInt retries) {
        require(retries.orElse(0) >= 0, place, retries.orElse(0), "0 or more");
    }

    private static void checkActions(Actions actions) {
        if (actions.actions().isEmpty()) {
            throw InvalidValueException.of("actions", actions.actions(), "at least one");
        }
        for (int i = 0; i < actions.actions().size(); i++) {
            checkAction("actions[" + i + "]", actions.actions().get(i));
        }
    }

    private static void checkAction(String place, Action action) {
        if (action instanceof Delay delay) {
            Duration duration = delay.duration();
            boolean fits = !duration.isNegative() && !duration.isZero() && duration.compareTo(Delay.LONGEST) <= 0;
            require(fits, place + ".duration", duration, "above 0, at most " + Delay.LONGEST.toSeconds() + " seconds");
            checkProbability(place, delay.probability());
        } else if (action instanceof Abort abort) {
            int code = abort.returnCode();
            require(code >= -5 && code <= 599, place + ".return_code", code, "-5..599");
            checkProbability(place, abort.probability());
        }
    }

    private static void checkProbability(String place, double probability) {
        require(probability > 0 && probability <= 1, place + ".probability", probability, "above 0, at most 1");
    }

    private static void require(boolean fits, String place, Object value, String expectation) {
        if (!fits) {
            throw InvalidValueException.of(place, value, expectation);
        }
    }
}
