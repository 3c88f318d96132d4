package io.amalgam8.sidecar.routing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The headers of one request; remembers the last one asked for, as most rules of a destination ask for the same one
 * and looking it up costs more than testing it.
 */
final class HeaderMemory {

    private final RequestHead request;
    private String name = "";
    private String first = "";
    private List<String> others = List.of();
    private boolean present;

    HeaderMemory(RequestHead request) {
        this.request = request;
    }

    /** How many values that header has; {@link #value} then gives them. The name is in lower case and not empty. */
    int count(String wanted) {
        if (!name.equals(wanted)) {
            recall(wanted);
        }
        return present ? 1 + others.size() : 0;
    }

    /** A value of the header that was last counted. */
    String value(int index) {
        return index == 0 ? first : others.get(index - 1);
    }

    private void recall(String wanted) {
        Iterator<String> values = request.header(wanted);
        name = wanted;
        present = values.hasNext();
        first = present ? values.next() : "";
        others = values.hasNext() ? rest(values) : List.of();
    }

    private static List<String> rest(Iterator<String> values) {
        List<String> rest = new ArrayList<>();
        values.forEachRemaining(rest::add);
        return rest;
    }
}
