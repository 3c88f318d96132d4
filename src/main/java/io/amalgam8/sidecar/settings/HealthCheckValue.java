package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.HealthCheckTarget;
import io.amalgam8.sidecar.model.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a health check asks, as one text; with what is usual where more could be said. */
final class HealthCheckValue {

    static final String GET = "GET";

    private static final String HTTP_FORM =
            "http[s]://host[:port][/path][?query], of the check's type, without credentials and fragment";
    private static final String TCP_FORM = "tcp://host:port";
    private static final String FILE_FORM = "file:///path or a program's name";
    private static final String ANY_FORM = "http[s]://host[:port][/path], tcp://host:port or file:///path";

    /** The types of checks, by the names that the configuration gives them. */
    enum Type {
        HTTP,
        HTTPS,
        TCP,
        FILE;

        static Type read(Given given) {
            return named(given.text()).orElseThrow(() -> Kinds.unlike(given, "http, https, tcp or file"));
        }

        private static Optional<Type> named(String text) {
            return List.of(values()).stream()
                    .filter(type -> type.name().equals(text.toUpperCase(Locale.ROOT)))
                    .findFirst();
        }
    }

    private HealthCheckValue() {}

    /** What that URL means. */
    static HealthCheckTarget read(Given given) {
        String text = given.text().strip();
        Type type = Type.named(text.replaceFirst(":.*", ""))
                .filter(known -> text.contains("://") || (known == Type.FILE && text.contains(":")))
                .orElseThrow(() -> unlike(given, ANY_FORM));
        return read(given, type);
    }

    /** What that text means for a check of that type. */
    static HealthCheckTarget read(Given given, Type type) {
        String text = given.text().strip();
        return switch (type) {
            case HTTP, HTTPS -> http(text, type).orElseThrow(() -> unlike(given, HTTP_FORM));
            case TCP -> tcp(text).orElseThrow(() -> unlike(given, TCP_FORM));
            case FILE -> command(text).orElseThrow(() -> unlike(given, FILE_FORM));
        };
    }

    private static Optional<HealthCheckTarget> http(String text, Type type) {
        return Optional.of(text)
                .filter(any -> any.chars().allMatch(letter -> letter > ' ' && letter <= '~'))
                .flatMap(HealthCheckValue::url)
                .filter(url -> type.name().equalsIgnoreCase(url.getScheme()))
                .filter(url -> url.getRawUserInfo() == null && url.getRawFragment() == null)
                .filter(Urls::isReachable)
                .map(url -> new HealthCheckTarget.Http(url, GET, Optional.empty(), Optional.empty()));
    }

    /** Amalgam8's own documentation writes {@code http://} before a check's host and port. */
    private static Optional<HealthCheckTarget> tcp(String text) {
        String authority = text.replaceFirst("^(?i:tcp|http)://", "");
        return Hosts.readWithPort(authority)
                .map(known -> known.lastIndexOf(':'))
                .map(colon -> new HealthCheckTarget.Tcp(
                        Hosts.read(authority.substring(0, colon)).orElseThrow(),
                        Integer.parseInt(authority.substring(colon + 1))));
    }

    private static Optional<HealthCheckTarget> command(String text) {
        Optional<String> program = text.regionMatches(true, 0, "file:", 0, 5)
                ? url(text).filter(HealthCheckValue::isFile).map(URI::getPath)
                : Optional.of(text);
        return program.filter(path -> !path.isEmpty() && !path.endsWith("/") && path.indexOf('\0') < 0)
                .map(path -> new HealthCheckTarget.Command(List.of(path), 0));
    }

    private static boolean isFile(URI url) {
        return url.getPath() != null
                && url.getRawAuthority() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    private static Optional<URI> url(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static InvalidValueException unlike(Given given, String expectation) {
        return InvalidValueException.of(given.name(), Urls.masked(given.text()), expectation);
    }
}
