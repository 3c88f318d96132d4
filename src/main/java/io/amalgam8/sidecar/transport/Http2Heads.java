package io.amalgam8.sidecar.transport;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Heads of HTTP/2 as messages of HTTP, and back (RFC 9113, 8). */
final class Http2Heads {

    private static final String PROTOCOL = "HTTP/2";
    private static final int NO_CONTENT = 204;
    private static final AsciiString COOKIE = AsciiString.cached("cookie");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");

    private Http2Heads() {}

    /**
     * A caller's request. Its fields are as those of HTTP/1.1, a body of unknown length is said to be chunked.
     *
     * @throws IllegalArgumentException when a field is none
     */
    static Request request(Http2Headers headers, boolean hasBody) {
        Fields fields = fields(headers);
        if (headers.authority() != null) {
            fields.set(Names.HOST, headers.authority());
        }
        if (hasBody && !fields.has(Names.CONTENT_LENGTH)) {
            fields.set(Names.TRANSFER_ENCODING, "chunked");
        }
        if (hasUnderscore(headers)) {
            Lookalikes.remove(fields);
        }
        return new Request(text(headers.method()), target(headers), PROTOCOL, fields, hasBody);
    }

    /** An instance's answer; empty when it has no status. */
    static Optional<Response> response(Http2Headers headers) {
        return headers.status() == null
                ? Optional.empty()
                : Numbers.parse(headers.status().toString()).stream()
                        .mapToObj(status -> new Response(status, "", fields(headers)))
                        .findFirst();
    }

    /** The fields but for the pseudo-fields. */
    static Fields fields(Http2Headers headers) {
        Fields fields = Fields.empty();
        @Nullable StringBuilder cookies = null;
        for (Map.Entry<CharSequence, CharSequence> entry : headers) {
            CharSequence name = entry.getKey();
            if (name.length() > 0 && name.charAt(0) == ':') {
                continue;
            }
            if (COOKIE.contentEquals(name)) {
                // In HTTP/2 a cookie may come in pieces, which HTTP/1.1 does not allow (RFC 9113, 8.2.3).
                cookies = cookies == null ? new StringBuilder() : cookies.append("; ");
                cookies.append(entry.getValue());
                continue;
            }
            fields.add(name, entry.getValue());
        }
        return cookies == null ? fields : fields.set(COOKIE, cookies.toString());
    }

    static Http2Headers toNetty(Request head, boolean secure) {
        Http2Headers headers = headers(head.fields().toNetty())
                .method(head.method())
                .path(head.target())
                .scheme(secure ? "https" : "http");
        String host = head.fields().text(Names.HOST);
        return host.isEmpty() ? headers : headers.authority(host);
    }

    static Http2Headers toNetty(Response head) {
        Http2Headers headers = headers(head.fields().toNetty()).status(Integer.toString(head.status()));
        if (head.status() < 200 || head.status() == NO_CONTENT) {
            // Of what does not follow a caller would wait for the rest, or take the answer for malformed.
            headers.remove(Names.CONTENT_LENGTH);
        }
        return headers;
    }

    static Http2Headers trailers(Fields trailers) {
        return trailers.isEmpty() ? EmptyHttp2Headers.INSTANCE : headers(trailers.toNetty());
    }

    /** Without the fields that are about one connection of HTTP/1.1. */
    private static Http2Headers headers(HttpHeaders from) {
        Http2Headers headers = new DefaultHttp2Headers(false, from.size() + 4);
        Iterator<Map.Entry<CharSequence, CharSequence>> entries = from.iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            AsciiString name = lowerCase(entry.getKey());
            if (Names.TE.equals(name)) {
                headers.set(name, TRAILERS);
                continue;
            }
            if (!isOfHttp1(name)) {
                headers.add(name, entry.getValue());
            }
        }
        return headers;
    }

    private static boolean hasUnderscore(Http2Headers headers) {
        for (Map.Entry<CharSequence, CharSequence> entry : headers) {
            if (AsciiString.indexOf(entry.getKey(), '_', 0) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfHttp1(AsciiString name) {
        return switch (name.length()) {
            case 4 -> Names.HOST.equals(name);
            case 7 -> Names.UPGRADE.equals(name);
            case 10 -> Names.CONNECTION.equals(name) || Names.KEEP_ALIVE.equals(name);
            case 16 -> Names.PROXY_CONNECTION.equals(name);
            case 17 -> Names.TRANSFER_ENCODING.equals(name);
            default -> false;
        };
    }

    private static AsciiString lowerCase(CharSequence name) {
        return name instanceof AsciiString ascii
                ? ascii.toLowerCase()
                : new AsciiString(name.toString().toLowerCase(Locale.ROOT));
    }

    private static String target(Http2Headers headers) {
        // CONNECT has no path, and is refused with the rest of its kind.
        return headers.path() == null
                ? text(headers.authority())
                : headers.path().toString();
    }

    private static String text(@Nullable CharSequence value) {
        return value == null ? "-" : value.toString();
    }
}
