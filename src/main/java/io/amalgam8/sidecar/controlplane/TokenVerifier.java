package io.amalgam8.sidecar.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies JSON Web Tokens (RFC 7519, 7515) of the one kind that Amalgam8 uses: HS256 with a shared key. The algorithm is
 * ours to say, never the token's, so that a token cannot choose {@code none} or a key of another kind.
 */
final class TokenVerifier {

    private static final String MAC = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param secret the shared key, not empty */
    TokenVerifier(byte[] secret) {
        this.key = new SecretKeySpec(secret, MAC);
    }

    /** The claim {@code namespace} of a token that is signed by our key and valid now; empty for every other text. */
    Optional<String> namespace(String token, Instant now) {
        int signature = token.lastIndexOf('.');
        int claims = token.indexOf('.');
        if (claims < 1 || claims == signature || token.indexOf('.', claims + 1) != signature) {
            return Optional.empty();
        }
        if (!isOurKind(token.substring(0, claims))
                || !isSigned(token.substring(0, signature), token.substring(signature + 1))) {
            return Optional.empty();
        }
        return part(token.substring(claims + 1, signature))
                .filter(content -> isInForce(content, now))
                .map(content -> content.path("namespace"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(name -> !name.isEmpty());
    }

    private static boolean isOurKind(String header) {
        // RFC 7515, 4.1.11: an extension that must be understood and is not makes the token invalid.
        return part(header)
                .filter(content -> content.path("alg").asText().equals("HS256") && !content.has("crit"))
                .isPresent();
    }

    private boolean isSigned(String content, String signature) {
        return decoded(signature)
                .filter(given -> MessageDigest.isEqual(given, sign(content)))
                .isPresent();
    }

    private byte[] sign(String content) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + MAC, e);
        }
    }

    private static boolean isInForce(JsonNode claims, Instant now) {
        double seconds = now.getEpochSecond() + now.getNano() / 1e9;
        return isTimeOrAbsent(claims.path("exp"))
                && isTimeOrAbsent(claims.path("nbf"))
                && seconds < claims.path("exp").asDouble(Double.POSITIVE_INFINITY)
                && seconds >= claims.path("nbf").asDouble(Double.NEGATIVE_INFINITY);
    }

    private static boolean isTimeOrAbsent(JsonNode claim) {
        return claim.isMissingNode() || claim.isNumber();
    }

    private static Optional<JsonNode> part(String encoded) {
        return decoded(encoded).flatMap(Json::read).filter(JsonNode::isObject);
    }

    private static Optional<byte[]> decoded(String encoded) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
