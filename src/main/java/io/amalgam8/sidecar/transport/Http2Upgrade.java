package io.amalgam8.sidecar.transport;

import io.netty.handler.codec.http2.Http2Settings;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * A request of HTTP/1.1 whose caller would rather go on in HTTP/2 (RFC 7540, 3.2).
 *
 * @param request without what was about the upgrade
 * @param settings the caller's
 */
record Http2Upgrade(Request request, Http2Settings settings) {

    private static final int SETTING_BYTES = 6;
    private static final int LONGEST_SETTINGS = 1_024;

    /** What it asks for; empty where it does not ask, or not as it should: then it is answered in HTTP/1.1. */
    static Optional<Http2Upgrade> askedBy(Request request) {
        Fields fields = request.fields();
        boolean asks = fields.has(Names.HTTP2_SETTINGS)
                && request.asksForUpgrade()
                && fields.hasWord(Names.UPGRADE, "h2c")
                && fields.hasWord(Names.CONNECTION, "http2-settings")
                && fields.all(Names.HTTP2_SETTINGS).size() == 1
                && request.target().startsWith("/")
                && RequestGuard.refuse(request).isEmpty();
        return asks
                ? settings(fields.text(Names.HTTP2_SETTINGS)).map(settings -> new Http2Upgrade(request, settings))
                : Optional.empty();
    }

    /** The head that agrees. */
    static Response agreement() {
        Fields fields = Fields.empty().set(Names.CONNECTION, "upgrade").set(Names.UPGRADE, "h2c");
        return new Response(101, "", fields);
    }

    private static Optional<Http2Settings> settings(String text) {
        try {
            byte[] payload = text.length() > LONGEST_SETTINGS
                    ? new byte[1]
                    : Base64.getUrlDecoder().decode(text);
            return payload.length % SETTING_BYTES == 0 ? Optional.of(settings(payload)) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Netty refuses values that are out of range. */
    private static Http2Settings settings(byte[] payload) {
        Http2Settings settings = new Http2Settings();
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        while (bytes.hasRemaining()) {
            settings.put((char) bytes.getShort(), (Long) Integer.toUnsignedLong(bytes.getInt()));
        }
        return settings;
    }
}
