package io.amalgam8.sidecar.a8ctl;

import io.amalgam8.sidecar.a8ctl.Server.Address;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where the servers are: by flag, or else by variable, or else where an installation usually has them. */
final class Servers {

    private static final String DEBUG = "--debug";
    private static final String DEBUG_VARIABLE = "A8_DEBUG";

    /** Java's client calls no such host: RFC 952 knows none. */
    private static final Pattern UNDERSCORED_HOST = Pattern.compile("^https?://[^/?#@]*_[^/?#@]*([/?#]|$)");

    private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]+");

    private static final Place CONTROLLER = new Place("controller", "http://localhost:31200");
    private static final Place REGISTRY = new Place("registry", "http://localhost:31300");
    private static final Place GREMLIN = new Place("gremlin", "");
    private static final String LOG_SERVER = "--a8-log-server";
    private static final String LOG_SERVER_VARIABLE = "A8_LOG_SERVER";
    private static final String USUAL_LOG_SERVER = "localhost:30200";

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final HttpClient client = Server.client();
    private final Given given;
    private final Consumer<String> debug;

    /** One server, and the names under which it is told where it is. */
    private record Place(String name, String usual) {

        String urlFlag() {
            return "--a8-" + name + "-url";
        }

        String tokenFlag() {
            return "--a8-" + name + "-token";
        }

        String urlVariable() {
            return "A8_" + name.toUpperCase(Locale.ROOT) + "_URL";
        }

        String tokenVariable() {
            return "A8_" + name.toUpperCase(Locale.ROOT) + "_TOKEN";
        }
    }

    Servers(Given given, Streams streams) {
        this.given = given;
        boolean shown = given.has(DEBUG) || given.variable(DEBUG_VARIABLE).equals(Optional.of("1"));
        this.debug = shown ? streams.error()::println : line -> {};
    }

    /** An option, and the variable that stands in for it. */
    private record Flag(String name, String label, String description, String variable, String usual) {

        OptionSpec option(boolean hidden) {
            return OptionSpec.builder(name)
                    .type(String.class)
                    .arity("1")
                    .paramLabel(label)
                    .description(description, "[" + variable + (usual.isEmpty() ? "" : ", " + usual) + "]")
                    .hidden(hidden)
                    .build();
        }
    }

    /** Adds the options that say where the servers are. */
    static void addOptions(CommandSpec spec, boolean hidden) {
        List.of(
                        url(CONTROLLER, "the controller"),
                        token(CONTROLLER, "its bearer token"),
                        url(REGISTRY, "the registry"),
                        token(REGISTRY, "its bearer token"),
                        url(GREMLIN, "not asked: recipes run right here"),
                        token(GREMLIN, "likewise"),
                        new Flag(
                                LOG_SERVER,
                                "HOST:PORT",
                                "the Elasticsearch that recipe-run's checks ask",
                                LOG_SERVER_VARIABLE,
                                USUAL_LOG_SERVER))
                .forEach(flag -> spec.addOption(flag.option(hidden)));
        spec.addOption(OptionSpec.builder(DEBUG)
                .description(
                        "prints each call as a curl line, tokens masked, and its answer", "[" + DEBUG_VARIABLE + "=1]")
                .hidden(hidden)
                .build());
    }

    private static Flag url(Place place, String description) {
        return new Flag(place.urlFlag(), "URL", description, place.urlVariable(), place.usual());
    }

    private static Flag token(Place place, String description) {
        return new Flag(place.tokenFlag(), "TOKEN", description, place.tokenVariable(), "");
    }

    Server controller() {
        return server(CONTROLLER);
    }

    Server registry() {
        return server(REGISTRY);
    }

    /** Whether somebody said where the log server is. */
    boolean isLogServerGiven() {
        return given.has(LOG_SERVER) || given.variable(LOG_SERVER_VARIABLE).isPresent();
    }

    /** Whether somebody said where a service that runs recipes is, which nobody needs here. */
    boolean isGremlinGiven() {
        return given.has(GREMLIN.urlFlag())
                || given.variable(GREMLIN.urlVariable()).isPresent();
    }

    Server logServer() {
        String name = given.has(LOG_SERVER) ? LOG_SERVER : LOG_SERVER_VARIABLE;
        String address = given.text(LOG_SERVER)
                .or(() -> given.variable(LOG_SERVER_VARIABLE))
                .orElse(USUAL_LOG_SERVER);
        return server(url(name, address.contains("://") ? address : "http://" + address), "");
    }

    private Server server(Place place) {
        String name = given.has(place.urlFlag()) ? place.urlFlag() : place.urlVariable();
        String url = given.text(place.urlFlag())
                .or(() -> given.variable(place.urlVariable()))
                .orElse(place.usual());
        return server(url(name, url), token(place));
    }

    private Server server(URI url, String token) {
        return new Server(client, new Address(url, token), ANSWER, debug);
    }

    private String token(Place place) {
        String token = given.text(place.tokenFlag())
                .or(() -> given.variable(place.tokenVariable()))
                .orElse("");
        if (!token.isEmpty() && !SENDABLE.matcher(token).matches()) {
            throw given.wrong(place.tokenVariable() + ": unsendable (expected: visible ASCII without blanks)");
        }
        return token;
    }

    private URI url(String name, String text) {
        // Not repeated where it may hold a password.
        String shown = text.contains("@") ? "***" : text;
        return parsed(text.replaceFirst("/+$", ""))
                .orElseThrow(() -> given.wrong(name + ": " + shown + " (expected: such as http://localhost:31200"
                        + (UNDERSCORED_HOST.matcher(text).find() ? "; a host's name has no _" : "") + ")"));
    }

    private static Optional<URI> parsed(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean bare = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
            return http && bare && url.getHost() != null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
