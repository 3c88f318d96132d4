package io.amalgam8.sidecar.transport;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The fields that are about one connection and go no further (RFC 9110, 7.6.1). */
public final class HopByHop {

    private static final List<AsciiString> NAMES = List.of(
            Names.CONNECTION,
            Names.KEEP_ALIVE,
            Names.PROXY_CONNECTION,
            Names.PROXY_AUTHENTICATE,
            Names.PROXY_AUTHORIZATION,
            Names.TE,
            Names.UPGRADE,
            Names.HTTP2_SETTINGS);

    /** What a Connection header must not take away: without them the message would be another. */
    private static final Set<String> NEVER_NOMINATED = Set.of(
            "host", "content-length", "transfer-encoding", "connection", "via", "x-request-id", "x-forwarded-for");

    /** What a receiver that merges trailers into the head must not find there (RFC 9110, 6.5.1). */
    private static final List<String> NEVER_TRAILERS = List.of(
            "host",
            "content-length",
            "content-encoding",
            "content-type",
            "content-range",
            "transfer-encoding",
            "te",
            "trailer",
            "connection",
            "keep-alive",
            "upgrade",
            "proxy-connection",
            "authorization",
            "proxy-authorization",
            "cookie",
            "set-cookie",
            "expect",
            "max-forwards",
            "via",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-prefix",
            "x-request-id",
            "x-a8-source");

    private HopByHop() {}

    /** Trailers as they may be sent on. */
    public static Fields trailers(Fields trailers) {
        if (!trailers.isEmpty()) {
            NEVER_TRAILERS.forEach(trailers::remove);
        }
        return trailers;
    }

    /** Takes them away, together with those that the Connection header names; the framing stays. */
    public static void remove(Fields fields) {
        if (fields.has(Names.CONNECTION)) {
            removeNominated(fields);
        }
        for (AsciiString name : NAMES) {
            fields.remove(name);
        }
    }

    private static void removeNominated(Fields fields) {
        for (String value : fields.all(Names.CONNECTION)) {
            // What nearly all say; the field of that name goes in any case.
            if (!Names.KEEP_ALIVE.contentEqualsIgnoreCase(value)) {
                removeEach(value.split(",", -1), fields);
            }
        }
    }

    private static void removeEach(String[] words, Fields fields) {
        for (String word : words) {
            String name = word.strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !NEVER_NOMINATED.contains(name)) {
                fields.remove(name);
            }
        }
    }
}
