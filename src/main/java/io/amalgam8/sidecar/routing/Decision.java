package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Instance;
import java.util.Optional;

/** Where one request goes, or why nowhere. */
public sealed interface Decision {

    /**
     * It goes to an instance.
     *
     * @param instance the first choice; a retry chooses another of the destination's pool
     * @param versionCookie the value of the {@code Set-Cookie} header to add to the answer
     */
    record Forward(Destination destination, Instance instance, Injection injection, Optional<String> versionCookie)
            implements Decision {}

    /** No instance and no rule is known by that name. */
    record UnknownService(String service) implements Decision {}

    /** The destination has route rules and none of them holds. */
    record NoRuleMatches(String service) implements Decision {}

    /**
     * The service is known, or nothing is known yet, and there is no instance to go to.
     *
     * @param rule the id of the route rule that chose so
     * @param reason why, in words for people
     */
    record NothingEligible(String service, Optional<String> rule, String reason) implements Decision {}
}
