package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.model.Tags;
import java.util.List;

/** Entries to write in tests. */
final class Entries {

    private Entries() {}

    static AccessLogEntry usual() {
        return withTarget("/reviews/1?full=true");
    }

    static AccessLogEntry withTarget(String target) {
        return entry(target, "curl/8.5.0", "reviews", List.of(new Trace("gremlin_recipe_id", "r-17", Tags.NONE)));
    }

    static AccessLogEntry withTraces(List<Trace> traces) {
        return entry("/reviews/1", "curl/8.5.0", "reviews", traces);
    }

    static AccessLogEntry withUserAgent(String userAgent) {
        return entry("/reviews/1", userAgent, "reviews", List.of());
    }

    /** Of a call that nobody served, with nothing in it that may be empty. */
    static AccessLogEntry bare() {
        return new AccessLogEntry(
                404,
                1_700_000_000_000L,
                45_678L,
                -1,
                "nobody",
                "",
                List.of(),
                "",
                "",
                "GET",
                "/nobody/",
                "HTTP/1.1",
                "",
                "",
                "",
                "",
                "",
                0,
                "NR",
                0,
                120,
                "",
                "");
    }

    /** Of a call in which nothing happened that anybody would look for. */
    static AccessLogEntry untroubled() {
        return ended(200, "");
    }

    static AccessLogEntry ended(int status, String flags) {
        return new AccessLogEntry(
                status,
                1_700_000_000_000L,
                45_678L,
                1,
                "reviews",
                "v1",
                List.of(),
                "10.0.0.77:9080",
                "127.0.0.1",
                "GET",
                "/reviews/1",
                "HTTP/1.1",
                "",
                "curl/8.5.0",
                "",
                "req-1",
                "",
                1,
                flags,
                0,
                120,
                "",
                "");
    }

    static AccessLogEntry withReferer(String referer) {
        return new AccessLogEntry(
                200,
                1_700_000_000_000L,
                45_678L,
                1,
                "reviews",
                "v1",
                List.of(),
                "10.0.0.77:9080",
                "127.0.0.1",
                "GET",
                "/reviews/1",
                "HTTP/1.1",
                referer,
                "curl/8.5.0",
                "",
                "req-1",
                "",
                1,
                "",
                0,
                120,
                "",
                "");
    }

    /** Of which every text is the same. */
    static AccessLogEntry everywhere(String text) {
        return new AccessLogEntry(
                200,
                1_700_000_000_000L,
                1,
                1,
                text,
                text,
                List.of(new Trace(text, text, Tags.NONE), new Trace(text + "2", text, Tags.NONE)),
                text,
                text,
                text,
                text,
                text,
                text,
                text,
                text,
                text,
                text,
                Integer.MAX_VALUE,
                text,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                text,
                text);
    }

    private static AccessLogEntry entry(String target, String userAgent, String destination, List<Trace> traces) {
        return new AccessLogEntry(
                200,
                1_700_000_000_123L,
                12_345_678L,
                11_999_999L,
                destination,
                "v1,blue",
                traces,
                "10.0.0.77:9080",
                "127.0.0.1",
                "GET",
                target,
                "HTTP/1.1",
                "http://shop.example/",
                userAgent,
                "192.0.2.7",
                "req-1",
                "4bf92f35",
                2,
                "",
                17,
                1024,
                "rule-9",
                "delay");
    }
}
