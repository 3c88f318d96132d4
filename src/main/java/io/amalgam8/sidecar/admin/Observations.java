package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.model.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What the proxy has seen of rules and instances while it carried calls. */
record Observations(Map<String, RuleUse> rules, Map<Endpoint, InstanceUse> instances) {

    /** Nothing was seen yet. */
    static final Observations NONE = new Observations(Map.of(), Map.of());

    private static final RuleUse UNUSED = new RuleUse(0, Optional.empty());
    private static final InstanceUse UNKNOWN = new InstanceUse(Optional.empty(), Optional.empty(), 0, 0);

    Observations {
        rules = Map.copyOf(rules);
        instances = Map.copyOf(instances);
    }

    RuleUse of(String rule) {
        return rules.getOrDefault(rule, UNUSED);
    }

    InstanceUse of(Endpoint endpoint) {
        return instances.getOrDefault(endpoint, UNKNOWN);
    }

    /** How often a rule held, and when it last did. */
    record RuleUse(long hits, Optional<Instant> lastMatch) {}

    /** How an instance fares: how fast it answers, and until when it is spared for its failures. */
    record InstanceUse(Optional<Duration> latency, Optional<Instant> ejectedUntil, int inFlight, int connections) {}
}
