package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Refuses heads of HTTP/2 that would become another message, or two, in HTTP/1.1 (RFC 9113, 8.3 and 10.3). The codec
 * before it has refused bad names and values, fields that are about a connection, misplaced pseudo-fields and bodies
 * of another length than announced; {@link RequestGuard} sees what passes here like any request.
 */
final class Http2Guard {

    private static final int LONGEST_TARGET = 16 * 1024;
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private Http2Guard() {}

    /** Why this is no request that can be served; empty when it may be one. */
    static Optional<OwnAnswer> refuse(Http2Headers headers, Request request) {
        if (headers.method() == null || !isToken(headers.method())) {
            return malformed("the method is malformed");
        }
        if (request.method().equals("CONNECT")) {
            return Optional.empty();
        }
        CharSequence scheme = headers.scheme();
        if (scheme == null
                || !(scheme.toString().equals("http") || scheme.toString().equals("https"))) {
            return malformed("the scheme is neither http nor https");
        }
        if (headers.path() == null || !isPath(request)) {
            return malformed("the path is malformed");
        }
        if (request.target().length() > LONGEST_TARGET) {
            return Optional.of(OwnAnswer.of(Kind.TARGET_TOO_LONG, "the path is too long"));
        }
        return hasOneOfEach(headers) ? Optional.empty() : malformed("pseudo-fields or the Host contradict each other");
    }

    private static boolean hasOneOfEach(Http2Headers headers) {
        for (Http2Headers.PseudoHeaderName name : Http2Headers.PseudoHeaderName.values()) {
            if (headers.contains(name.value()) && headers.getAll(name.value()).size() > 1) {
                return false;
            }
        }
        CharSequence authority = headers.authority();
        List<CharSequence> hosts = headers.getAll(Names.HOST);
        Predicate<CharSequence> same =
                host -> authority != null && host.toString().equalsIgnoreCase(authority.toString());
        return hosts.isEmpty()
                || (authority == null && hosts.size() == 1)
                || hosts.stream().allMatch(same);
    }

    private static boolean isPath(Request request) {
        return request.target().startsWith("/")
                || (request.target().equals("*") && request.method().equals("OPTIONS"));
    }

    private static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return text.length() > 0;
    }

    private static Optional<OwnAnswer> malformed(String reason) {
        return Optional.of(OwnAnswer.of(Kind.MALFORMED, reason));
    }
}
