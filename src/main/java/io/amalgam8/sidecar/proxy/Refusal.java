package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import java.util.Optional;

/** What the proxy answers to a decision that leads to no instance. */
final class Refusal {

    private Refusal() {}

    static OwnAnswer of(Decision decision) {
        if (decision instanceof Decision.UnknownService unknown) {
            if (unknown.service().isEmpty()) {
                return OwnAnswer.of(Kind.UNKNOWN_SERVICE, "the path names no service (expected: /SERVICE/PATH)");
            }
            return OwnAnswer.of(
                    Kind.UNKNOWN_SERVICE, "no instance and no rule is known by the name " + unknown.service());
        }
        if (decision instanceof Decision.NoRuleMatches unmatched) {
            return OwnAnswer.of(
                    Kind.NO_RULE_MATCHES, unmatched.service() + " has route rules and none of them matches");
        }
        if (decision instanceof Decision.NothingEligible nothing) {
            return OwnAnswer.of(Kind.NOTHING_ELIGIBLE, nothing.rule(), nothing.reason());
        }
        return OwnAnswer.of(Kind.INTERNAL, Optional.empty(), "the decision leads nowhere");
    }
}
