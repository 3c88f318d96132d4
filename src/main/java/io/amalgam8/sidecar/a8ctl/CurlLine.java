package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.terminal.Printable;
import java.util.Optional;

/** A call as a line for a shell, without its token. */
final class CurlLine {

    private CurlLine() {}

    /** @param authorized whether the call bears a token, which is shown as three stars */
    static String of(String method, String url, boolean authorized, Optional<String> body) {
        StringBuilder line = new StringBuilder("curl");
        if (!method.equals("GET")) {
            line.append(" -X ").append(method);
        }
        line.append(" -H 'Accept: application/json'");
        if (body.isPresent()) {
            line.append(" -H 'Content-Type: application/json'");
        }
        if (authorized) {
            line.append(" -H 'Authorization: Bearer ***'");
        }
        body.ifPresent(sent -> line.append(" -d ").append(quoted(sent)));
        return Printable.of(line.append(' ').append(quoted(url)).toString());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
