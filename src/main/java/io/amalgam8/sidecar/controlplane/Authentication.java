package io.amalgam8.sidecar.controlplane;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Finds the tenant that a request's {@code Authorization} header speaks for. */
final class Authentication {

    private static final String GLOBAL_TOKEN = "default";

    /** A mode's opinion of a token that is there. */
    @FunctionalInterface
    private interface Verifier {
        Access verify(String token, Instant now);
    }

    private final boolean tokenRequired;
    private final Verifier verifier;

    private Authentication(boolean tokenRequired, Verifier verifier) {
        this.tokenRequired = tokenRequired;
        this.verifier = verifier;
    }

    static Authentication by(AuthMode mode) {
        if (mode instanceof AuthMode.Jwt jwt) {
            TokenVerifier tokens = new TokenVerifier(jwt.secret().value().getBytes(StandardCharsets.ISO_8859_1));
            return new Authentication(
                    true,
                    (token, now) -> tokens.namespace(token, now)
                            .<Access>map(name -> new Access.Granted(new Tenant(name)))
                            .orElse(Access.Refused.INVALID));
        }
        if (mode instanceof AuthMode.Trusted) {
            return new Authentication(true, (token, now) -> new Access.Granted(new Tenant(token)));
        }
        return new Authentication(
                false,
                (token, now) ->
                        token.equals(GLOBAL_TOKEN) ? new Access.Granted(Tenant.DEFAULT) : Access.Refused.INVALID);
    }

    /**
     * @param header the header's value, empty when there is none. The scheme is {@code Bearer} or {@code bearer} and
     *     nothing else, as the original has it
     */
    Access check(String header, Instant now) {
        if (header.isEmpty()) {
            return withoutToken();
        }
        int space = header.indexOf(' ');
        String scheme = space < 0 ? "" : header.substring(0, space);
        if (!scheme.equals("Bearer") && !scheme.equals("bearer")) {
            return Access.Refused.MALFORMED;
        }
        String token = header.substring(space + 1);
        return token.isEmpty() ? withoutToken() : verifier.verify(token, now);
    }

    private Access withoutToken() {
        return tokenRequired ? Access.Refused.MISSING : new Access.Granted(Tenant.DEFAULT);
    }
}
