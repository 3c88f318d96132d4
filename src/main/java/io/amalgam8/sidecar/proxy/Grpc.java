package io.amalgam8.sidecar.proxy;

import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Names;
import io.amalgam8.sidecar.transport.Numbers;
import io.amalgam8.sidecar.transport.OwnAnswer;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a gRPC call says of itself and its outcome (gRPC over HTTP/2, the protocol's specification). Its status is not
 * HTTP's, which is 200 whatever happens, but a field: in the trailers, or in the head of an answer that has nothing else.
 */
final class Grpc {

    static final AsciiString STATUS = AsciiString.cached("grpc-status");
    static final AsciiString MESSAGE = AsciiString.cached("grpc-message");

    private static final AsciiString TIMEOUT = AsciiString.cached("grpc-timeout");
    private static final String CONTENT_TYPE = "application/grpc";
    private static final int MOST_TIMEOUT_DIGITS = 8;

    private static final int CANCELLED = 1;
    private static final int UNKNOWN = 2;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;
    private static final int DATA_LOSS = 15;
    private static final int UNAUTHENTICATED = 16;

    private Grpc() {}

    /** Whether these are the head fields of a gRPC call: of any message format, but not of gRPC-Web. */
    static boolean isCall(Fields fields) {
        String type = fields.text(Names.CONTENT_TYPE);
        return type.startsWith(CONTENT_TYPE)
                && (type.length() == CONTENT_TYPE.length() || "+; ".indexOf(type.charAt(CONTENT_TYPE.length())) >= 0);
    }

    /** How long the caller is ready to wait for the whole call; empty when it does not say, or not understandably. */
    static Optional<Duration> timeout(Fields fields) {
        String text = fields.text(TIMEOUT);
        int digits = text.length() - 1;
        if (digits < 1 || digits > MOST_TIMEOUT_DIGITS) {
            return Optional.empty();
        }
        OptionalInt amount = Numbers.parse(text.substring(0, digits));
        return amount.isEmpty() ? Optional.empty() : timeout(amount.getAsInt(), text.charAt(digits));
    }

    /** The usual limit, where zero is none, unless the caller is not ready to wait so long. */
    static Duration sooner(Fields fields, Duration usual) {
        if (!fields.has(TIMEOUT)) {
            return usual;
        }
        return timeout(fields)
                .filter(limit -> !limit.isZero() && (usual.isZero() || limit.compareTo(usual) < 0))
                .orElse(usual);
    }

    /** The status that these fields, trailers or the head of an answer without any, tell of. */
    static OptionalInt status(Fields fields) {
        return fields.has(STATUS) ? Numbers.parse(fields.text(STATUS)) : OptionalInt.empty();
    }

    /** Whether a call that ended so counts against the instance: what it could not do, not what it would not. */
    static boolean isFailure(int status) {
        return switch (status) {
            case UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
            default -> false;
        };
    }

    /** Whether the same call may succeed elsewhere: the instance says that it has not served it. */
    static boolean isRetryable(int status) {
        return status == UNAVAILABLE;
    }

    /** What HTTP's status means in gRPC. */
    static int statusOf(int httpStatus) {
        return switch (httpStatus) {
            case 400 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404, 412 -> UNIMPLEMENTED;
            case 413, 431 -> RESOURCE_EXHAUSTED;
            case 408, 504 -> DEADLINE_EXCEEDED;
            case 429, 502, 503 -> UNAVAILABLE;
            case 499 -> CANCELLED;
            default -> UNKNOWN;
        };
    }

    /** The head of our own answer, which is all of it. */
    static void answer(Fields head, OwnAnswer answer) {
        head.set(Names.CONTENT_TYPE, CONTENT_TYPE)
                .set(STATUS, Integer.toString(statusOf(answer.status())))
                .set(MESSAGE, encoded(answer.reason()));
    }

    /** Printable ASCII but for the percent sign stands for itself. */
    static String encoded(String message) {
        StringBuilder encoded = new StringBuilder(message.length());
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
                continue;
            }
            encoded.append(String.format(Locale.ROOT, "%%%02X", b));
        }
        return encoded.toString();
    }

    private static Optional<Duration> timeout(int amount, char unit) {
        return switch (unit) {
            case 'H' -> Optional.of(Duration.ofHours(amount));
            case 'M' -> Optional.of(Duration.ofMinutes(amount));
            case 'S' -> Optional.of(Duration.ofSeconds(amount));
            case 'm' -> Optional.of(Duration.ofMillis(amount));
            case 'u' -> Optional.of(Duration.ofNanos(amount * 1_000L));
            case 'n' -> Optional.of(Duration.ofNanos(amount));
            default -> Optional.empty();
        };
    }
}
