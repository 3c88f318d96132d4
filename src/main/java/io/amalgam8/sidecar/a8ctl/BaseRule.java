package io.amalgam8.sidecar.a8ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.recipe.Party;
import java.util.List;
import java.util.OptionalInt;

/**
 * A service's lowest route rule, which gets whatever no other one takes, and how it is changed to move traffic from the
 * version that it names last to another one. Percentages are whole ones of 100.
 */
record BaseRule(String service, ObjectNode rule) {

    static final int WRONG_AMOUNT = 4;
    static final int WRONG_STATE = 5;

    private static final int ALL = 100;
    private static final int STEP = 10;

    /** A changed rule, and the sentence that tells of it. */
    record Change(ObjectNode rule, String told) {}

    /** Finds it. */
    static BaseRule of(String service, List<JsonNode> rules, String operation) throws FailedCommandException {
        List<JsonNode> sorted = RuleTree.sorted(rules);
        if (!sorted.isEmpty() && sorted.get(sorted.size() - 1) instanceof ObjectNode lowest) {
            return new BaseRule(service, lowest);
        }
        throw wrongState(operation, service, "has no routing rules (see route-set)");
    }

    /** The version that gets all calls now; refused while they are split. */
    String only() throws FailedCommandException {
        boolean whole = backends().isArray()
                && backends().size() == 1
                && backends().path(0).isObject()
                && !backends().path(0).has("weight");
        if (!whole) {
            throw wrongState("start", service, "traffic is already being split");
        }
        return RuleTree.version(backends().path(0));
    }

    /** Where {@link #only} names a version, a part of its calls go to another one. */
    Change start(String version, int amount) throws FailedCommandException {
        String before = only();
        ObjectNode changed = rule.deepCopy();
        ArrayNode backends = backends(changed);
        if (amount >= ALL) {
            ((ObjectNode) backends.path(0)).set("tags", Json.texts(Party.tags(version)));
            return new Change(changed, complete(version));
        }
        ObjectNode backend = backends.insertObject(0);
        backend.set("tags", Json.texts(Party.tags(version)));
        backend.put("weight", share(amount));
        return new Change(
                changed,
                "Transfer starting for " + service + ": diverting " + amount + "% of traffic from " + before + " to "
                        + version);
    }

    /** The other version gets so much now, or else ten percent more than before. */
    Change step(OptionalInt amount) throws FailedCommandException {
        requireSplit("step");
        ObjectNode changed = rule.deepCopy();
        ArrayNode backends = backends(changed);
        ObjectNode other = (ObjectNode) backends.path(0);
        String version = RuleTree.version(other);
        String before = RuleTree.version(backends.path(1));
        int wanted = amount.orElseGet(() -> percent(other.path("weight").asDouble()) + STEP);
        if (wanted >= ALL) {
            other.remove("weight");
            backends.remove(1);
            return new Change(changed, complete(version));
        }
        other.put("weight", share(wanted));
        return new Change(
                changed,
                "Transfer step for " + service + ": diverting " + wanted + "% of traffic from " + before + " to "
                        + version);
    }

    /** All calls go to where they went before. */
    Change abort() throws FailedCommandException {
        requireSplit("abort");
        ObjectNode changed = rule.deepCopy();
        backends(changed).remove(0);
        return new Change(
                changed,
                "Transfer aborted for " + service + ": all traffic reverted to "
                        + RuleTree.version(backends().path(1)));
    }

    /** A part of all calls that may be asked for. */
    static int amount(int percent) throws FailedCommandException {
        if (percent < 1 || percent > ALL) {
            throw new FailedCommandException(WRONG_AMOUNT, "--amount must be between 1 and 100");
        }
        return percent;
    }

    private void requireSplit(String operation) throws FailedCommandException {
        boolean split = backends().size() == 2
                && backends().path(0).has("weight")
                && !backends().path(1).has("weight");
        if (!split) {
            throw new FailedCommandException(WRONG_STATE, "Invalid state for " + operation + " operation");
        }
    }

    private JsonNode backends() {
        return rule.path("route").path("backends");
    }

    private static ArrayNode backends(ObjectNode rule) {
        return rule.withObject("route").withArray("backends");
    }

    private static int percent(double share) {
        return (int) Math.round(share * ALL);
    }

    private static double share(int percent) {
        return (double) percent / ALL;
    }

    private String complete(String version) {
        return "Transfer complete for " + service + ": sending 100% of traffic to " + version;
    }

    private static FailedCommandException wrongState(String operation, String service, String problem) {
        return new FailedCommandException(
                WRONG_STATE, "Invalid state for " + operation + " operation: service \"" + service + "\" " + problem);
    }
}
