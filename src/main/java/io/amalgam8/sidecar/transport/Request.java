package io.amalgam8.sidecar.transport;

/**
 * The head of a request.
 *
 * @param target byte for byte as it came
 * @param protocol {@code HTTP/1.1}, as it came
 * @param hasBody whether a body follows, even if it proves to be empty
 */
public record Request(String method, String target, String protocol, Fields fields, boolean hasBody) {

    private static final String HTTP_1_0 = "HTTP/1.0";

    /** What stands for a request of which nothing could be read. */
    public static Request unreadable() {
        return new Request("-", "-", "-", Fields.empty(), false);
    }

    public boolean isHttp10() {
        return HTTP_1_0.equals(protocol);
    }

    /** Whether it may be sent twice and do the same as once (RFC 9110, 9.2.2). */
    public boolean isIdempotent() {
        return switch (method) {
            case "GET", "HEAD", "PUT", "DELETE", "OPTIONS" -> true;
            default -> false;
        };
    }

    /** Whether it asks to speak another protocol on this connection, and may. */
    public boolean asksForUpgrade() {
        return fields.has(Names.UPGRADE) && fields.hasWord(Names.CONNECTION, "upgrade") && !hasBody && !isHttp10();
    }
}
