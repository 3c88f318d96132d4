package io.amalgam8.sidecar.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A call as the access log tells of it. Times are seconds, to the millisecond.
 *
 * @param ended since 1970
 * @param answered how long it took until the instance had answered, or the sidecar in its place
 * @param id what its tries have in common; empty where the log does not tell
 */
public record LoggedCall(
        Party source,
        Party destination,
        int status,
        double ended,
        double lasted,
        double answered,
        String id,
        String path) {

    private static final String ABSENT = "-";

    /** Reads a line; empty when it is not one of the access log. */
    public static Optional<LoggedCall> parse(JsonNode line) {
        if (!line.has("src") || !line.has("dst") || !line.has("status")) {
            return Optional.empty();
        }
        double lasted = seconds(line.path("request_time"), 0);
        return Optional.of(new LoggedCall(
                Party.parse(line.path("src").asText()),
                Party.parse(line.path("dst").asText()),
                line.path("status").asInt(),
                seconds(line.path("timestamp_in_ms"), 0),
                lasted,
                seconds(line.path("upstream_response_time"), lasted),
                line.path("request_id").asText(),
                line.has("path")
                        ? line.path("path").asText()
                        : line.path("request").asText()));
    }

    double started() {
        return ended - lasted;
    }

    /** Whether it failed for the instance's sake: an error of the server's, or an end without an answer. */
    boolean isFailed() {
        return status >= 500 || status == 499 || status < 100;
    }

    /** Several tries of one call have their times one after the other, with commas between them. */
    private static double seconds(JsonNode value, double absent) {
        double sum = 0;
        boolean any = false;
        for (String part : value.asText().split("[,: ]+", -1)) {
            try {
                sum += part.isEmpty() || part.equals(ABSENT) ? 0 : Double.parseDouble(part);
                any |= !part.isEmpty() && !part.equals(ABSENT);
            } catch (NumberFormatException e) {
                return absent;
            }
        }
        return any ? sum : absent;
    }
}
