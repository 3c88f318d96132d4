package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.Authority;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The URLs of the control plane's servers. */
final class Urls {

    private Urls() {}

    /** The URL without its trailing slashes; {@code title is not a valid URL: …} when it is none that we could call. */
    static URI read(String title, Given given) {
        return parse(given.text().strip())
                .filter(url -> isHttp(url) && isReachable(url) && isPlain(url))
                .map(Urls::withoutTrailingSlash)
                .orElseThrow(() -> invalid(title, given));
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isHttp(URI url) {
        return "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    }

    /** Whether it has a host, and no port that nobody can call. */
    static boolean isReachable(URI url) {
        return Authority.of(url)
                .filter(authority -> authority.port().orElse(1) > 0)
                .isPresent();
    }

    private static boolean isPlain(URI url) {
        return url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
    }

    private static URI withoutTrailingSlash(URI url) {
        return URI.create(url.toString().replaceAll("/+$", ""));
    }

    private static InvalidValueException invalid(String title, Given given) {
        String shown = masked(given.text());
        String plain = shown.contains("***") ? " without credentials, query or fragment" : "";
        return InvalidValueException.saying(given.name() + ": " + title + " is not a valid URL: " + shown
                + " (expected: http[s]://host[:port][/path]" + plain + ")");
    }

    /** A password may stand before the host, and a token in the query or behind it. */
    static String masked(String text) {
        return text.replaceFirst("(?s)^([A-Za-z]+:/*)?.*@", "$1***@").replaceFirst("(?s)([?#]).*", "$1***");
    }
}
