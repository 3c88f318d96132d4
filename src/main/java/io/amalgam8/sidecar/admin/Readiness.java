package io.amalgam8.sidecar.admin;

import io.amalgam8.sidecar.bus.Health;
import io.amalgam8.sidecar.bus.Health.Part;
import io.amalgam8.sidecar.bus.Health.State;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whether calls should be sent here: the sidecar is up and has a table to route by. A control plane that is away does not
 * count against it, since what is known stays in force: that is degraded, and said so.
 *
 * @param parts what each part last said of itself
 */
record Readiness(Map<Part, Health> parts) {

    /** Nobody has said anything yet. */
    static final Readiness SILENT = new Readiness(Map.of());

    /** Parts without which no call can be served. */
    private static final Set<Part> VITAL = EnumSet.of(Part.SIDECAR, Part.ROUTING_TABLE, Part.PROXY);

    /** Parts by whose answers the table is made. */
    private static final Set<Part> SERVERS = EnumSet.of(Part.REGISTRY, Part.CONTROLLER);

    Readiness {
        parts = Map.copyOf(parts);
    }

    /** What it all comes to. */
    enum Verdict {
        READY,
        DEGRADED,
        NOT_READY;

        boolean takesCalls() {
            return this != NOT_READY;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** As it is now, when one part has spoken. */
    Readiness with(Health health) {
        Map<Part, Health> changed = new EnumMap<>(Part.class);
        changed.putAll(parts);
        changed.put(health.part(), health);
        return new Readiness(changed);
    }

    /** Judges, given whether there is a whole table, or none is needed. */
    Verdict verdict(boolean tableComplete) {
        if (!parts.containsKey(Part.SIDECAR) || !tableComplete) {
            return Verdict.NOT_READY;
        }
        if (parts.values().stream().anyMatch(health -> isVital(health) && health.state() == State.DOWN)) {
            return Verdict.NOT_READY;
        }
        boolean allUp = parts.values().stream().allMatch(health -> health.state() == State.UP);
        return allUp ? Verdict.READY : Verdict.DEGRADED;
    }

    /** Why it is not simply ready: a sentence each, for people. */
    List<String> reasons(boolean tableComplete) {
        List<String> reasons = new ArrayList<>();
        if (!parts.containsKey(Part.SIDECAR)) {
            reasons.add("sidecar is starting");
        }
        if (!tableComplete) {
            reasons.add("routing table is not complete: " + missing());
        }
        for (Part part : Part.values()) {
            Health health = parts.get(part);
            if (health != null && health.state() != State.UP) {
                reasons.add(word(part) + " is " + word(health.state()) + detail(health));
            }
        }
        return reasons;
    }

    private String missing() {
        List<String> silent = SERVERS.stream()
                .filter(part -> !parts.containsKey(part) || parts.get(part).state() != State.UP)
                .map(Readiness::word)
                .toList();
        return silent.isEmpty()
                ? "what registry and controller have answered is being worked in"
                : String.join(" and ", silent) + (silent.size() == 1 ? " has" : " have") + " not answered yet";
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static boolean isVital(Health health) {
        return VITAL.contains(health.part());
    }

    private static String detail(Health health) {
        return health.detail().isEmpty() ? "" : ": " + health.detail();
    }
}
