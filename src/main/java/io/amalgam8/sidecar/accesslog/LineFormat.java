package io.amalgam8.sidecar.accesslog;

import io.amalgam8.sidecar.model.Actions.Trace;
import io.amalgam8.sidecar.model.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes an entry as a line. Amalgam8's own keys keep nginx's forms: texts throughout, seconds with three decimals, the
 * moment of a call's end, and a dash for what is absent. Used by one thread.
 */
final class LineFormat {

    private static final String ABSENT = "-";

    /** Longer keys of trace actions are left out. */
    private static final int LONGEST_TRACE_KEY = 128;

    private final JsonLine line = new JsonLine();
    private final Member src = new Member(Keys.SRC);
    private final Member upstreamAddr = new Member(Keys.UPSTREAM_ADDR);
    private final Member remoteAddr = new Member(Keys.REMOTE_ADDR);
    private final Member referer = new Member(Keys.REFERER);
    private final Member userAgent = new Member(Keys.USER_AGENT);
    private final Member forwardedFor = new Member(Keys.FORWARDED_FOR);
    private final Member method = new Member(Keys.METHOD);
    private final Member protocol = new Member(Keys.PROTOCOL);
    private final Member flags = new Member(Keys.FLAGS);
    private final Member rule = new Member(Keys.RULE);
    private final Member fault = new Member(Keys.FAULT);
    private final String identity;
    private final byte[] second = new byte[19];
    private long formattedSecond = Long.MIN_VALUE;

    LineFormat(Identity identity) {
        this.identity = identity.toString();
    }

    /** Formats one entry; what is returned is overwritten by the next one. */
    JsonLine format(AccessLogEntry entry) {
        line.begin();
        times(entry);
        parties(entry);
        String target = Secrets.mask(entry.target());
        request(entry, target);
        ours(entry, target);
        traces(entry.traces());
        line.end();
        return line;
    }

    private void times(AccessLogEntry entry) {
        long endedMillis = entry.startedMillis() + entry.durationNanos() / 1_000_000;
        line.key(Keys.STATUS);
        line.plain('"');
        line.digits(entry.status(), 3);
        line.plain('"');
        line.key(Keys.TIMESTAMP_IN_MS);
        quotedSeconds(endedMillis);
        line.key(Keys.REQUEST_TIME);
        quotedSeconds(entry.durationNanos() / 1_000_000);
        if (entry.upstreamNanos() < 0) {
            line.key(Keys.NO_UPSTREAM_RESPONSE_TIME);
        } else {
            line.key(Keys.UPSTREAM_RESPONSE_TIME);
            quotedSeconds(entry.upstreamNanos() / 1_000_000);
        }
        line.key(Keys.TIMESTAMP);
        timestamp(endedMillis);
    }

    private void parties(AccessLogEntry entry) {
        line.text(src, identity);
        line.key(Keys.DST);
        line.beginText();
        line.part(entry.destination());
        if (!entry.destinationTags().isEmpty()) {
            line.part(":");
            line.part(entry.destinationTags());
        }
        line.endText();
        line.key(entry.upstreamNanos() < 0 ? Keys.ANSWERED : Keys.PROXIED);
        line.key(Keys.MODULE);
        line.text(upstreamAddr, orDash(entry.upstreamAddress()));
        line.text(remoteAddr, orDash(entry.remoteAddress()));
    }

    private void request(AccessLogEntry entry, String target) {
        line.key(Keys.REQUEST);
        line.beginText();
        line.part(entry.method());
        line.part(" ");
        line.part(target);
        line.part(" ");
        line.part(entry.protocol());
        line.endText();
        line.text(referer, orDash(Secrets.mask(entry.referer())));
        line.text(userAgent, orDash(entry.userAgent()));
        line.text(forwardedFor, orDash(entry.forwardedFor()));
    }

    private void ours(AccessLogEntry entry, String target) {
        line.text(Keys.REQUEST_ID, entry.requestId());
        line.text(Keys.TRACE_ID, entry.traceId());
        line.text(method, entry.method());
        line.key(Keys.PATH);
        path(target);
        line.text(protocol, entry.protocol());
        line.number(Keys.ATTEMPTS, entry.attempts());
        line.text(flags, entry.flags());
        line.number(Keys.BYTES_RECEIVED, entry.bytesReceived());
        line.number(Keys.BYTES_SENT, entry.bytesSent());
        line.text(rule, entry.rule());
        line.text(fault, entry.fault());
    }

    private void traces(List<Trace> traces) {
        if (traces.isEmpty()) {
            return;
        }
        Set<String> taken = new HashSet<>(Keys.NAMES);
        for (Trace trace : traces) {
            String key = wellFormed(trace.key());
            // At worst every character of a key becomes six bytes.
            boolean fits = key.length() <= LONGEST_TRACE_KEY && line.room() > 6 * key.length();
            if (fits && taken.add(key)) {
                line.foreignKey(key);
                line.beginText();
                line.part(trace.value());
                line.endText();
            }
        }
    }

    /** The path of a target in any form: without its query, and without scheme and authority. */
    private void path(String target) {
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        int start = 0;
        int authority = target.startsWith("/") ? -1 : target.indexOf("://");
        if (authority > 0 && authority < end) {
            int slash = target.indexOf('/', authority + 3);
            start = slash < 0 || slash > end ? end : slash;
        }
        line.beginText();
        line.part(target, start, end);
        line.endText();
    }

    private void quotedSeconds(long millis) {
        line.plain('"');
        seconds(millis);
        line.plain('"');
    }

    private void seconds(long millis) {
        long counted = Math.max(0, millis);
        line.digits(counted / 1000, 1);
        line.plain('.');
        line.digits(counted % 1000, 3);
    }

    private void timestamp(long millis) {
        long wanted = Math.floorDiv(millis, 1000);
        if (wanted != formattedSecond) {
            byte[] text = Instant.ofEpochSecond(wanted).toString().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, second, 0, second.length);
            formattedSecond = wanted;
        }
        line.plain('"');
        line.plain(second, second.length);
        line.plain('.');
        line.digits(Math.floorMod(millis, 1000), 3);
        line.plain('Z');
        line.plain('"');
    }

    private static String orDash(String value) {
        return value.isEmpty() ? ABSENT : value;
    }

    /** Two keys that differ only in what cannot be written would be the same in the line. */
    private static String wellFormed(String key) {
        return new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The line's keys, ready to be copied. */
    private static final class Keys {
        static final Set<String> NAMES = new HashSet<>();
        static final byte[] STATUS = of("status");
        static final byte[] TIMESTAMP_IN_MS = of("timestamp_in_ms");
        static final byte[] REQUEST_TIME = of("request_time");
        static final byte[] UPSTREAM_RESPONSE_TIME = of("upstream_response_time");
        static final byte[] NO_UPSTREAM_RESPONSE_TIME = of("upstream_response_time", ABSENT);
        static final byte[] TIMESTAMP = of("timestamp");
        static final String SRC = name("src");
        static final byte[] DST = of("dst");
        static final byte[] PROXIED = of("message", "request proxied");
        static final byte[] ANSWERED = of("message", "request answered by the sidecar");
        static final byte[] MODULE = of("module", "A8SIDECAR");
        static final String UPSTREAM_ADDR = name("upstream_addr");
        static final String REMOTE_ADDR = name("remote_addr");
        static final byte[] REQUEST = of("request");
        static final String REFERER = name("http_referer");
        static final String USER_AGENT = name("http_user_agent");
        static final String FORWARDED_FOR = name("http_x_forwarded_for");
        static final byte[] REQUEST_ID = of("request_id");
        static final byte[] TRACE_ID = of("trace_id");
        static final String METHOD = name("method");
        static final byte[] PATH = of("path");
        static final String PROTOCOL = name("protocol");
        static final byte[] ATTEMPTS = of("attempts");
        static final String FLAGS = name("flags");
        static final byte[] BYTES_RECEIVED = of("bytes_received");
        static final byte[] BYTES_SENT = of("bytes_sent");
        static final String RULE = name("rule");
        static final String FAULT = name("fault");

        private static byte[] of(String key) {
            return JsonLine.keyBytes(name(key));
        }

        private static String name(String key) {
            NAMES.add(key);
            return key;
        }

        private static byte[] of(String key, String value) {
            return JsonLine.memberBytes(name(key), value);
        }
    }
}
