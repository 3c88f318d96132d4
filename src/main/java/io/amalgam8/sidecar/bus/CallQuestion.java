package io.amalgam8.sidecar.bus;

import java.util.List;

/**
 * A call that nobody makes: where would it go, and why?
 *
 * @param target what it is aimed at, byte for byte as a caller would send it
 * @param headers in their order
 */
public record CallQuestion(String method, String target, List<Header> headers) {

    public CallQuestion {
        headers = List.copyOf(headers);
    }

    /** One header field. */
    public record Header(String name, String value) {

        /** Its name alone: the value may be a secret. */
        @Override
        public String toString() {
            return name;
        }
    }
}
