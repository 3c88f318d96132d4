package io.amalgam8.sidecar.admin;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of visitors, of which there are so many and no more: the proxy's callers need what the process can open.
 * Where there are too many, the one that has asked for nothing for the longest time is closed, so that a probe gets through
 * whoever else holds connections. Lives on one event loop.
 */
final class OpenConnections {

    /** Far more than probes, scrapers and people need. */
    static final int MOST = 256;

    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);

    /** Those that have asked last come last. */
    private final Set<HttpConnection> open = new LinkedHashSet<>();

    private boolean crowded;

    /** Counts those of that server, too. */
    HttpServer watch(HttpServer server) {
        return server.connectionHandler(this::opened);
    }

    /** It has asked for something. */
    void asked(HttpServerRequest request) {
        if (open.remove(request.connection())) {
            open.add(request.connection());
        }
    }

    private void opened(HttpConnection connection) {
        open.add(connection);
        connection.closeHandler(closed -> closed(connection));
        if (open.size() > MOST) {
            crowd(open.iterator().next());
        }
    }

    private void crowd(HttpConnection longestSilent) {
        if (!crowded) {
            crowded = true;
            LOG.atWarn().addKeyValue("most", MOST).log("too many connections to the admin API: idle ones are closed");
        }
        open.remove(longestSilent);
        longestSilent.close().onFailure(gone -> LOG.atDebug().setCause(gone).log("visitor has gone"));
    }

    private void closed(HttpConnection connection) {
        open.remove(connection);
        crowded &= open.size() > MOST / 2;
    }
}
