package io.amalgam8.sidecar.routing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A request as a list of headers. */
record Request(String service, List<Header> headers, boolean takesCookie) implements RequestHead {

    record Header(String name, String value) {}

    static Request to(String service) {
        return new Request(service, List.of(), true);
    }

    Request with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Request(service, more, takesCookie);
    }

    Request withoutCookies() {
        return new Request(service, headers, false);
    }

    @Override
    public Iterator<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .iterator();
    }
}
