package io.amalgam8.sidecar.bus;

import java.util.List;

/**
 * The last calls that have ended.
 *
 * @param newestFirst each as the access log writes it: one JSON object, without a line break
 */
public record LastRequests(List<String> newestFirst) {

    public LastRequests {
        newestFirst = List.copyOf(newestFirst);
    }
}
