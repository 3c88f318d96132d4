package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Rule;
import java.util.List;
import java.util.Optional;

/** What became of one of the controller's rules. */
public sealed interface RuleState {

    String id();

    String destination();

    /** The revision of the rule that is asked for requests; empty when none is. */
    Optional<Rule> inForce();

    /** It is asked for each request that no earlier rule took. */
    record Applied(Rule rule, List<String> warnings) implements RuleState {

        public Applied {
            warnings = List.copyOf(warnings);
        }

        @Override
        public String id() {
            return rule.id();
        }

        @Override
        public String destination() {
            return rule.destination();
        }

        @Override
        public Optional<Rule> inForce() {
            return Optional.of(rule);
        }
    }

    /**
     * It is never reached, since an earlier one holds wherever it would.
     *
     * @param by the id of that earlier rule
     */
    record Shadowed(Rule rule, String by) implements RuleState {

        @Override
        public String id() {
            return rule.id();
        }

        @Override
        public String destination() {
            return rule.destination();
        }

        @Override
        public Optional<Rule> inForce() {
            return Optional.empty();
        }
    }

    /** It is about other callers than this sidecar's application. */
    record NotForMe(Rule rule, String reason) implements RuleState {

        @Override
        public String id() {
            return rule.id();
        }

        @Override
        public String destination() {
            return rule.destination();
        }

        @Override
        public Optional<Rule> inForce() {
            return Optional.empty();
        }
    }

    /**
     * It cannot be used.
     *
     * @param previous what became of its last good revision, which stands in its place
     */
    record Rejected(String id, String destination, String reason, Optional<RuleState> previous) implements RuleState {

        @Override
        public Optional<Rule> inForce() {
            return previous.flatMap(RuleState::inForce);
        }
    }
}
