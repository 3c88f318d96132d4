package io.amalgam8.sidecar.balancing;

import io.amalgam8.sidecar.routing.RequestHead;
import java.util.Iterator;

/**
 * What keeps the calls of one user together: the first address in {@code X-Forwarded-For}, which is the user's where a
 * gateway was passed, else the caller's own.
 *
 * @param address the caller's
 */
record CallerKey(RequestHead request, String address) {

    private static final String FORWARDED_FOR = "x-forwarded-for";

    long hash() {
        Iterator<String> values = request.header(FORWARDED_FOR);
        String text = values.hasNext() ? values.next() : address;
        int end = text.indexOf(',');
        return HashRing.hash((end < 0 ? text : text.substring(0, end)).strip());
    }
}
