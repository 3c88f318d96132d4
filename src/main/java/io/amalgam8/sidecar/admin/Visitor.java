package io.amalgam8.sidecar.admin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may ask what. Somebody on this machine may ask everything, but a web page in a browser on this machine may not: the
 * names of other sites can be made to lead here, so requests must bear a local name and must not come from another
 * site's page. From other machines only what probes and scrapers need is answered.
 */
final class Visitor {

    private static final Set<String> OPEN_PATHS = Set.of("/livez", "/readyz", "/metrics");
    private static final Pattern LOCAL_HOST =
            Pattern.compile("(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private Visitor() {}

    /** Lets the request pass or answers it. */
    static void check(RoutingContext context) {
        refusal(context.request())
                .ifPresentOrElse(refusal -> Answers.error(context, refusal.status(), refusal.reason()), context::next);
    }

    private static Optional<Refusal> refusal(HttpServerRequest request) {
        // Both ends: a redirection on the way may show another machine's call as one to the loopback.
        boolean local = isLoopback(request.remoteAddress()) && isLoopback(request.localAddress());
        if (!local && !OPEN_PATHS.contains(request.path())) {
            return Optional.of(new Refusal(403, "only " + OPEN_PATHS + " are answered to other machines"));
        }
        if (local && !bearsLocalName(request)) {
            return Optional.of(new Refusal(421, "Host: not a local name (expected: localhost, 127.0.0.1 or [::1])"));
        }
        if (comesFromAnotherSite(request)) {
            return Optional.of(new Refusal(403, "requests from other sites' pages are refused"));
        }
        if (!request.uri().startsWith("/")) {
            // It would name another host beside the one that was looked at.
            return Optional.of(new Refusal(400, "target: no path (expected: such as /livez)"));
        }
        if (request.path().indexOf('%') >= 0) {
            // No path of ours needs one, and the router does not survive those that are malformed.
            return Optional.of(new Refusal(400, "path: percent-encoded (expected: plain)"));
        }
        return Optional.empty();
    }

    private static boolean bearsLocalName(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        return hosts.size() == 1 && LOCAL_HOST.matcher(hosts.get(0)).matches();
    }

    private static boolean comesFromAnotherSite(HttpServerRequest request) {
        if ("cross-site".equalsIgnoreCase(request.getHeader("Sec-Fetch-Site"))) {
            return true;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !origin.equalsIgnoreCase("http://" + request.getHeader(HttpHeaders.HOST));
    }

    private static boolean isLoopback(SocketAddress peer) {
        try {
            // An address, not a name: nothing is looked up.
            return peer.hostAddress() != null
                    && InetAddress.getByName(peer.hostAddress()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** What is answered instead. */
    private record Refusal(int status, String reason) {}
}
