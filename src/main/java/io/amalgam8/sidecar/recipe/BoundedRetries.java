package io.amalgam8.sidecar.recipe;

import java.time.Duration;
import java.util.List;
import java.util.Map.Entry;
import java.util.function.Function;

/**
 * A request is tried again so often at most, and after a pause of that length.
 *
 * @param pause zero for one of any length
 * @param tolerance how much longer or shorter it may be
 * @param byPath whether calls of one path are the tries of one request, and not those of one id
 */
record BoundedRetries(int most, Duration pause, Duration tolerance, boolean byPath) implements Check {

    /** Far below the log's milliseconds. */
    private static final double ROUNDING = 1e-6;

    @Override
    public String problem(Edge edge, List<LoggedCall> calls) {
        Function<LoggedCall, String> request = byPath ? LoggedCall::path : Calls::request;
        for (Entry<String, List<LoggedCall>> tries :
                Calls.grouped(calls, request).entrySet()) {
            int retries = tries.getValue().size() - 1;
            if (retries > most) {
                return edge + " - expected " + most + " retries, but found " + retries + " retries for request "
                        + tries.getKey();
            }
            String problem = pause.isZero() ? "" : pauses(edge, tries.getKey(), tries.getValue());
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        return "";
    }

    private String pauses(Edge edge, String request, List<LoggedCall> tries) {
        for (int i = 1; i < tries.size(); i++) {
            double observed = tries.get(i).started() - tries.get(i - 1).ended();
            if (Math.abs(observed - Calls.seconds(pause)) > Calls.seconds(tolerance) + ROUNDING) {
                return edge + " - expected " + Calls.text(Calls.seconds(pause)) + " +/- "
                        + Calls.text(Calls.seconds(tolerance)) + " spacing for retry attempt " + i + ", but request "
                        + request + " had a spacing of " + Calls.text(observed);
            }
        }
        return "";
    }
}
