package io.amalgam8.sidecar.transport;

import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells apart what peers do to their connections, which is their business, and our own mistakes, which are logged. */
final class Mishap {

    private static final Logger LOG = LoggerFactory.getLogger(Mishap.class);

    private Mishap() {}

    static void tell(Throwable cause) {
        // What the codecs find in a peer's bytes, such as a broken TLS record, comes wrapped.
        boolean ofPeer = cause instanceof IOException || cause instanceof Http2Exception;
        if (!ofPeer && !(cause.getCause() instanceof IOException)) {
            LOG.atError().setCause(cause).log("a connection failed in the proxy itself");
        }
    }
}
