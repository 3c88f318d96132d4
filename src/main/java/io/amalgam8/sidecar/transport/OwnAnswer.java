package io.amalgam8.sidecar.transport;

import io.netty.util.AsciiString;
import java.util.Optional;

/**
 * Why the proxy answers a call itself, in an instance's place. Travels as an exception through the futures of a
 * call; expected, hence without a stack trace.
 */
public final class OwnAnswer extends RuntimeException {

    /** The whole table of what the proxy answers itself: the status, Envoy's flag for the log, and RFC 9209's error type. */
    public enum Kind {
        OPTIONS(200, "", ""),
        UNKNOWN_SERVICE(404, "NR", "destination_not_found"),
        NO_RULE_MATCHES(412, "NR", "destination_not_found"),
        NOTHING_ELIGIBLE(503, "UH", "destination_unavailable"),
        CONNECTION_REFUSED(503, "UF", "connection_refused"),
        CONNECTION_TIMEOUT(503, "UF", "connection_timeout"),
        /** The call's own time was over before the instance's for accepting. */
        OUT_OF_TIME_CONNECTING(504, "UT", "connection_timeout"),
        NAME_UNKNOWN(503, "UF", "dns_error"),
        TLS_FAILED(503, "UF", "tls_protocol_error"),
        OVERLOADED(503, "UO", "connection_limit_reached"),
        /** The call's own time was over before a connection had become free. */
        OUT_OF_TIME_WAITING(504, "UT", "connection_limit_reached"),
        UNPROCESSED(502, "UC", "connection_terminated"),
        CONNECTION_ENDED(502, "UC", "connection_terminated"),
        MALFORMED_ANSWER(502, "UPE", "http_protocol_error"),
        TIMEOUT(504, "UT", "http_response_timeout"),
        CALLER_GONE(499, "DC", ""),
        HEAD_TOO_LARGE(431, "DPE", "http_request_error"),
        TARGET_TOO_LONG(414, "DPE", "http_request_error"),
        REQUEST_TIMEOUT(408, "DPE", "http_request_error"),
        UNKNOWN_CODING(501, "DPE", "http_request_error"),
        METHOD_NOT_SERVED(501, "DPE", "http_request_error"),
        METHOD_NOT_ALLOWED(405, "DPE", "http_request_denied"),
        UNKNOWN_VERSION(505, "DPE", "http_request_error"),
        MALFORMED(400, "DPE", "http_request_error"),
        LOOP(508, "", "proxy_loop_detected"),
        INJECTED(0, "FI", "proxy_internal_response"),
        INTERNAL(500, "", "proxy_internal_error");

        private final int status;
        private final String flag;
        private final String error;

        Kind(int status, String flag, String error) {
            this.status = status;
            this.flag = flag;
            this.error = error;
        }

        public String flag() {
            return flag;
        }

        /** RFC 9209's error type; empty where nothing failed. */
        public String error() {
            return error;
        }

        /** Whether nothing of the request has reached any instance, so that every method may be tried elsewhere. */
        public boolean isConnectFailure() {
            return switch (this) {
                case CONNECTION_REFUSED, CONNECTION_TIMEOUT, OUT_OF_TIME_CONNECTING, NAME_UNKNOWN, TLS_FAILED -> true;
                default -> false;
            };
        }

        /** Whether it may be otherwise in a moment. */
        public boolean isPassing() {
            return this == NOTHING_ELIGIBLE || this == OVERLOADED;
        }

        /** Whether what follows on the connection cannot be trusted to be a request. */
        public boolean endsConnection() {
            return switch (this) {
                case HEAD_TOO_LARGE,
                        TARGET_TOO_LONG,
                        REQUEST_TIMEOUT,
                        UNKNOWN_CODING,
                        METHOD_NOT_SERVED,
                        UNKNOWN_VERSION,
                        MALFORMED -> true;
                default -> false;
            };
        }
    }

    private static final int LONGEST_DETAILS = 200;

    /** The whole sidecar has too much to do. Made once, as those below: a refusal must be cheap, and has no stack trace. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    public static final OwnAnswer TOO_MANY_CALLS = of(Kind.OVERLOADED, "too many calls are under way");

    /** One service has. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    public static final OwnAnswer TOO_MANY_CALLS_TO_SERVICE =
            of(Kind.OVERLOADED, "too many calls to the service are under way");

    /** All connections to an instance are in use, and enough calls wait for one. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    public static final OwnAnswer TOO_MANY_WAITING =
            of(Kind.OVERLOADED, "too many calls wait for a connection to the service");

    private final Kind kind;
    private final int status;
    private final Optional<String> rule;
    private final AsciiString proxyStatus;

    private OwnAnswer(Kind kind, int status, Optional<String> rule, String reason) {
        super(reason, null, false, false);
        this.kind = kind;
        this.status = status;
        this.rule = rule;
        this.proxyStatus = kind.error().isEmpty()
                ? AsciiString.EMPTY_STRING
                : new AsciiString("a8sidecar; error=" + kind.error() + "; details=\"" + quotable(reason) + "\"");
    }

    /** Says in words for people why. */
    public static OwnAnswer of(Kind kind, String reason) {
        return new OwnAnswer(kind, kind.status, Optional.empty(), reason);
    }

    /** The same, and which rule is behind it. */
    public static OwnAnswer of(Kind kind, Optional<String> rule, String reason) {
        return new OwnAnswer(kind, kind.status, rule, reason);
    }

    /** The code that an action rule answers with. */
    public static OwnAnswer injected(int code, Optional<String> rule) {
        return new OwnAnswer(Kind.INJECTED, code, rule, "injected by an action rule");
    }

    public Kind kind() {
        return kind;
    }

    /** What the caller gets, and the log says. */
    public int status() {
        return status;
    }

    /** The id of the rule that is behind it. */
    public Optional<String> rule() {
        return rule;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    /** The same as RFC 9209 wants it; empty where nothing failed. */
    public AsciiString proxyStatus() {
        return proxyStatus;
    }

    /** Whether no other answer may follow on the connection; a caller takes none below 200 for the last to its request. */
    public boolean endsConnection() {
        return kind.endsConnection() || status < 200;
    }

    /** Whether the connection is closed without a word: codes that are no status, or that stand for just that. */
    public boolean isSilent() {
        return status < 100 || status > 599 || status == 444 || status == 499;
    }

    /** What may stand in a structured field's string (RFC 8941, 3.3.3). */
    private static String quotable(String text) {
        StringBuilder quotable = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(text.length(), LONGEST_DETAILS); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quotable.append('\\');
            }
            quotable.append(c < ' ' || c > '~' ? '?' : c);
        }
        return quotable.toString();
    }
}
