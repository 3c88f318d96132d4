package io.amalgam8.sidecar.routing;

import java.util.Iterator;

/** What of a request decides where it goes. */
public interface RequestHead {

    /** The service that is called: the first path segment, percent-decoded once. */
    String service();

    /** The values of a header in the order in which they came; its name in any case. */
    Iterator<String> header(String name);

    /** Whether the version cookie counts: an HTTP request that is neither gRPC nor an upgrade. */
    boolean takesCookie();
}
