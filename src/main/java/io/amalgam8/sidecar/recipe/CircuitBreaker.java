package io.amalgam8.sidecar.recipe;

import java.time.Duration;
import java.util.List;

/**
 * After so many failures in a row nobody calls for a while. When that is over, one more failure begins the next while, and
 * some successes in a row are the end of it.
 *
 * @param pause how long nobody calls
 * @param successes how many of them in a row end it
 */
record CircuitBreaker(int failures, Duration pause, int successes) implements Check {

    @Override
    public String problem(Edge edge, List<LoggedCall> calls) {
        State state = new State();
        for (LoggedCall call : Calls.inOrder(calls)) {
            double since = call.started() - state.lastFailure;
            if (state.isOpen() && since > 0 && since < Calls.seconds(pause)) {
                return edge + " - expected no requests in open state but found one " + Calls.text(since)
                        + " after failure " + failures + " in a row";
            }
            // What began before it opened tells nothing of what its end was.
            if (!state.isOpen() || since > 0) {
                state.hear(call);
            }
        }
        return "";
    }

    /** What the caller should have learned so far. */
    private final class State {

        private int failed;
        private int succeeded;
        private double lastFailure = Double.NEGATIVE_INFINITY;

        boolean isOpen() {
            return failed >= failures;
        }

        void hear(LoggedCall call) {
            if (call.isFailed()) {
                failed++;
                succeeded = 0;
                lastFailure = Math.max(lastFailure, call.ended());
                return;
            }
            succeeded++;
            if (!isOpen() || succeeded >= successes) {
                failed = 0;
            }
        }
    }
}
