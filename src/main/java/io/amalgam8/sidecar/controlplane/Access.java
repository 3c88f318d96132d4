package io.amalgam8.sidecar.controlplane;

/** What authentication says of one request. */
sealed interface Access {

    /** It speaks for this tenant. */
    record Granted(Tenant tenant) implements Access {}

    /** It is answered 401. */
    enum Refused implements Access {
        MISSING("error_auth_header_missing", "Missing request Authorization header"),
        MALFORMED("error_auth_header_malformed", "Malformed request Authorization header, expecting Bearer Token"),
        INVALID("error_auth_not_authorized", "Authorization failure, invalid token");

        private final String id;
        private final String text;

        Refused(String id, String text) {
            this.id = id;
            this.text = text;
        }

        RefusalException refusal() {
            return new RefusalException(401, id, text);
        }
    }
}
