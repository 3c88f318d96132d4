package io.amalgam8.sidecar.controlplane;

import java.util.List;

/**
 * A rule as the controller keeps it.
 *
 * @param json the whole rule as it is sent
 */
record StoredRule(String id, List<String> tags, String destination, RuleKind kind, String json) {

    StoredRule {
        tags = List.copyOf(tags);
    }

    int weight() {
        return Quota.ENTRY + 2 * json.length();
    }
}
