package io.amalgam8.sidecar.bus;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.routing.Explanation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What would become of a call, and why. */
public sealed interface CallExplanation {

    /**
     * It is answered by the proxy before any rule is asked.
     *
     * @param status HTTP's
     * @param reason in words for people
     */
    record Refused(int status, String reason) implements CallExplanation {}

    /**
     * The rules are asked.
     *
     * @param path what the instance would get, or what is left to send to one
     * @param ownAnswer what the proxy answers where no instance is called; empty where one is
     * @param ejected those of the explained instances that are spared for their failures
     * @param terms how long the call may take, and how often it is tried again
     */
    record Decided(
            String path, Explanation explanation, Optional<Refused> ownAnswer, Set<Endpoint> ejected, Terms terms)
            implements CallExplanation {

        public Decided {
            ejected = Set.copyOf(ejected);
        }
    }

    /**
     * What is in force for the call, by the caller's wish, the rule or the configuration.
     *
     * @param connect longest wait for a connection
     * @param response longest wait from the request's end to the answer; zero for ever
     * @param retries tries after the first, at most
     * @param repeatable whether it may be sent again once an instance may have begun to serve it
     */
    record Terms(Duration connect, Duration response, int retries, boolean repeatable) {}
}
