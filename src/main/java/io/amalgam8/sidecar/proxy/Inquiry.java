package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.routing.RequestHead;
import io.amalgam8.sidecar.transport.Request;
import java.util.Iterator;

/** What the routing table wants to know of a request. */
record Inquiry(String service, Request request) implements RequestHead {

    @Override
    public Iterator<String> header(String name) {
        return request.fields().values(name);
    }

    @Override
    public boolean takesCookie() {
        return !request.asksForUpgrade() && !Grpc.isCall(request.fields());
    }
}
