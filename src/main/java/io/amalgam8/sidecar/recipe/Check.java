package io.amalgam8.sidecar.recipe;

import java.time.Duration;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;

/** What is expected of the calls between two services. */
sealed interface Check
        permits Check.BoundedResponseTime, Check.HttpStatus, Check.AtMostRequests, BoundedRetries, CircuitBreaker {

    /** What is wrong with these calls, of which there is one at least; empty when nothing is. */
    String problem(Edge edge, List<LoggedCall> calls);

    /** The answer comes soon enough. */
    record BoundedResponseTime(Duration longest) implements Check {

        @Override
        public String problem(Edge edge, List<LoggedCall> calls) {
            double worst =
                    calls.stream().mapToDouble(LoggedCall::answered).max().orElse(0);
            double most = Calls.seconds(longest);
            if (worst <= most) {
                return "";
            }
            return edge.destination() + " did not reply in time for request from " + edge.source()
                    + ": found one instance where resp time was " + Calls.text(worst) + " - max " + Calls.text(most);
        }
    }

    /** Each answer has one of these statuses. */
    record HttpStatus(Set<Integer> statuses) implements Check {

        private static final int CALLER_LEFT = 499;
        private static final int LEAST = 100;

        @Override
        public String problem(Edge edge, List<LoggedCall> calls) {
            for (LoggedCall call : calls) {
                if (!statuses.contains(call.status())) {
                    boolean ended = call.status() == CALLER_LEFT || call.status() < LEAST;
                    return ended ? "unexpected connection termination" : "unexpected status " + call.status();
                }
            }
            return "";
        }
    }

    /** No request is made more than so often. */
    record AtMostRequests(int most) implements Check {

        @Override
        public String problem(Edge edge, List<LoggedCall> calls) {
            for (Entry<String, List<LoggedCall>> request :
                    Calls.grouped(calls, Calls::request).entrySet()) {
                int found = request.getValue().size();
                if (found > most) {
                    return edge + " - expected " + most + " requests, but found " + found + " requests for id "
                            + request.getKey();
                }
            }
            return "";
        }
    }
}
