package io.amalgam8.sidecar.model;

import java.util.List;

/**
 * What an operator wants for calls to one destination.
 *
 * @param destination the service name that it is about
 * @param priority the higher, the earlier it is tried
 * @param labels the rule's own tags, by which operators find it again
 */
public record Rule(String id, int priority, String destination, List<String> labels, Match match, Effect effect) {

    public Rule {
        labels = List.copyOf(labels);
    }

    /** What the rule does: choose a backend, or act on the call. */
    public sealed interface Effect permits Route, Actions {}
}
