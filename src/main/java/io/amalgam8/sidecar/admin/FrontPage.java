package io.amalgam8.sidecar.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page for people: {@code /} for those who accept HTML, and under {@code /page/} what it is made of. It asks the admin
 * API for all that it shows, and may load nothing from anywhere else. Used by one event loop; the files are read when
 * somebody looks for the first time, and kept.
 */
final class FrontPage {

    /** Every file. */
    static final List<String> FILES = List.of(
            "index.html",
            "page.css",
            "icon.svg",
            "api.js",
            "control.js",
            "counters.js",
            "dom.js",
            "explain.js",
            "format.js",
            "instances.js",
            "list.js",
            "live.js",
            "main.js",
            "plot.js",
            "requests.js",
            "rules.js",
            "services.js",
            "status.js",
            "totals.js",
            "traffic.js");

    private static final Logger LOG = LoggerFactory.getLogger(FrontPage.class);
    private static final String FRONT = "index.html";
    private static final String FOLDER = "/page/";
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** Its own files and the admin API, no inline script or style, in nobody's frame; text never becomes HTML. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private final Vertx vertx;
    private @Nullable Future<Map<String, PageFile>> files;

    FrontPage(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Answers with a file of the page, or leaves the request to the next handler. */
    void serve(RoutingContext context) {
        String name = nameOf(context);
        if (!READING.contains(context.request().method()) || !FILES.contains(name)) {
            context.next();
            return;
        }
        files().onSuccess(all ->
                        Optional.ofNullable(all.get(name)).ifPresentOrElse(file -> send(context, file), context::next))
                .onFailure(context::fail);
    }

    private static String nameOf(RoutingContext context) {
        String path = context.request().path();
        if (path.startsWith(FOLDER)) {
            return path.substring(FOLDER.length());
        }
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        boolean forPeople = path.equals("/") && accept != null && accept.contains("text/html");
        return forPeople ? FRONT : "";
    }

    private Future<Map<String, PageFile>> files() {
        Future<Map<String, PageFile>> known = files;
        if (known != null && !known.failed()) {
            return known;
        }
        Future<Map<String, PageFile>> read = vertx.executeBlocking(FrontPage::readAll, false);
        files = read;
        return read;
    }

    private static Map<String, PageFile> readAll() throws IOException {
        Map<String, PageFile> read = new HashMap<>();
        for (String name : FILES) {
            read.put(name, PageFile.read(name));
        }
        return Map.copyOf(read);
    }

    private static void send(RoutingContext context, PageFile file) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        context.etag(file.tag());
        Future<Void> sent = context.isFresh()
                ? response.setStatusCode(304).end()
                : response.putHeader(HttpHeaders.CONTENT_TYPE, file.contentType())
                        .putHeader(
                                HttpHeaders.CONTENT_LENGTH,
                                Integer.toString(file.content().length())) // for HEAD, too
                        .end(file.content());
        sent.onFailure(gone -> LOG.atDebug().setCause(gone).log("visitor has gone"));
    }
}
