package io.amalgam8.sidecar.transport;

import io.amalgam8.sidecar.transport.OwnAnswer.Kind;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;

/**
 * Refuses what two readers might understand differently, or what we do not serve: nothing that is not refused here is
 * ambiguous when it is sent on (RFC 9112). The guard before it has refused malformed lines, lengths and codings.
 */
public final class RequestGuard {

    private static final int MOST_FIELDS = 200;

    private RequestGuard() {}

    /** Why this request is not sent on; empty when it may be. */
    public static Optional<OwnAnswer> refuse(Request request) {
        if (request.fields().size() > MOST_FIELDS) {
            return refusal(Kind.HEAD_TOO_LARGE, "more than " + MOST_FIELDS + " header fields");
        }
        if (!isVisible(request.target()) || request.target().indexOf('#') >= 0) {
            return refusal(Kind.MALFORMED, "the target is malformed");
        }
        if (isUnframed(request)) {
            return refusal(Kind.MALFORMED, "the body has no framing");
        }
        return refuseCoding(request).or(() -> refuseHost(request)).or(() -> refuseMethod(request));
    }

    /** What the codec's refusal of a request means. */
    public static OwnAnswer explain(Throwable refusal, Request request) {
        if (refusal instanceof TooLongHttpLineException) {
            return OwnAnswer.of(Kind.TARGET_TOO_LONG, "the request line is too long");
        }
        if (refusal instanceof TooLongHttpHeaderException) {
            return OwnAnswer.of(Kind.HEAD_TOO_LARGE, "the header section is too large");
        }
        return refuseCoding(request).orElseGet(() -> OwnAnswer.of(Kind.MALFORMED, "the request is malformed"));
    }

    /**
     * The codec still knows the first drafts of WebSocket, whose requests have eight bytes behind them that no field
     * announces: every other reader takes those for the next request.
     */
    private static boolean isUnframed(Request request) {
        Fields fields = request.fields();
        return request.hasBody() && !fields.has(Names.CONTENT_LENGTH) && !fields.has(Names.TRANSFER_ENCODING);
    }

    private static Optional<OwnAnswer> refuseCoding(Request request) {
        Fields fields = request.fields();
        if (!fields.has(Names.TRANSFER_ENCODING) || fields.isChunkedAlone()) {
            return Optional.empty();
        }
        boolean repeated = fields.all(Names.TRANSFER_ENCODING).size() > 1;
        boolean ambiguous = repeated || fields.has(Names.CONTENT_LENGTH) || request.isHttp10();
        return ambiguous
                ? refusal(Kind.MALFORMED, "the body's framing is ambiguous")
                : refusal(Kind.UNKNOWN_CODING, "the only transfer coding spoken here is chunked");
    }

    private static Optional<OwnAnswer> refuseHost(Request request) {
        List<String> hosts = request.fields().all(Names.HOST);
        if (hosts.isEmpty() && request.isHttp10()) {
            return Optional.empty();
        }
        if (hosts.size() != 1) {
            return refusal(Kind.MALFORMED, hosts.isEmpty() ? "the Host is missing" : "the Host is repeated");
        }
        String host = hosts.get(0);
        return HostSyntax.isValid(host) ? Optional.empty() : refusal(Kind.MALFORMED, "the Host is malformed");
    }

    private static Optional<OwnAnswer> refuseMethod(Request request) {
        return switch (request.method()) {
            case "CONNECT" -> refusal(Kind.METHOD_NOT_SERVED, "CONNECT is not served here");
            case "TRACE" -> refusal(Kind.METHOD_NOT_ALLOWED, "TRACE is not allowed here");
            case "OPTIONS" ->
                request.target().equals("*") ? refusal(Kind.OPTIONS, "the proxy's own options") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean isVisible(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return !target.isEmpty();
    }

    private static Optional<OwnAnswer> refusal(Kind kind, String reason) {
        return Optional.of(OwnAnswer.of(kind, reason));
    }
}
