package io.amalgam8.sidecar.routing;

import io.amalgam8.sidecar.model.Tags;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The cookie by which a caller stays with one backend: RFC 6265, made once for each backend.
 *
 * @param value {@code <backend name>-<tags joined by commas>}; what cannot stand in a cookie is percent-encoded
 * @param header the value of the {@code Set-Cookie} header
 */
record VersionCookie(String value, Optional<String> header) {

    static final String NAME = "version";

    /** Beside letters and digits; the comma is no cookie-octet, yet every browser takes it, and callers know it so. */
    private static final String PLAIN_IN_VALUE = "!#$&'()*+,-./:<=>?@[]^_`{|}~";

    /** RFC 3986, section 3.3, without the semicolon, which would end the attribute. */
    private static final String PLAIN_IN_PATH = "-._~!$&'()*+,=:@";

    static VersionCookie of(String destination, String backend, Tags tags) {
        String value = encode(backend + "-" + tags, PLAIN_IN_VALUE);
        String path = encode(destination, PLAIN_IN_PATH);
        return new VersionCookie(
                value, Optional.of(NAME + "=" + value + "; Path=/" + path + "; HttpOnly; SameSite=Lax"));
    }

    private static String encode(String text, String plain) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if ((c < 0x80 && Character.isLetterOrDigit(c)) || plain.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
