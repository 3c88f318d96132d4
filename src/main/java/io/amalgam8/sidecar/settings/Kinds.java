package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.GoDuration;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.LogLevel;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.config.TcpProxyOptions;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.amalgam8.sidecar.model.Tags;
import io.amalgam8.sidecar.settings.Kind.Shape;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kinds of values that there are. */
final class Kinds {

    static final Kind<Boolean> SWITCH = new Kind<>("", Shape.SWITCH, false, Kinds::readSwitch);
    static final Kind<Identity> SERVICE = optional("NAME[:TAG,...]", Shape.SCALAR, Kinds::readService);
    static final Kind<Tags> TAGS = optional("TAG,...", Shape.LIST, given -> Tags.of(given.items()));
    static final Kind<String> HOST = required("HOST", Shape.SCALAR, Kinds::readHost);
    static final Kind<List<String>> HOSTS = required("HOST,...", Shape.LIST, Kinds::readHosts);
    static final Kind<List<String>> SERVERS = optional("HOST:PORT,...", Shape.LIST, Kinds::readServers);
    static final Kind<Integer> PORT = required("PORT", Shape.SCALAR, Kinds::readPort);
    static final Kind<Integer> ENDPOINT_PORT = required("PORT", Shape.SCALAR, Kinds::readEndpointPort);
    static final Kind<EndpointType> ENDPOINT_TYPE = required("TYPE", Shape.SCALAR, Kinds::readEndpointType);
    static final Kind<Duration> DURATION = required("DURATION", Shape.SCALAR, Kinds::readDuration);
    static final Kind<Duration> POSITIVE_DURATION = required("DURATION", Shape.SCALAR, Kinds::readPositiveDuration);
    static final Kind<LogLevel> LOG_LEVEL = required("LEVEL", Shape.SCALAR, Kinds::readLogLevel);
    static final Kind<Secret> SECRET = optional("TOKEN", Shape.SECRET, Kinds::readSecret);
    static final Kind<Path> FILE = optional("FILE", Shape.SCALAR, Kinds::readPath);
    static final Kind<String> DIRECTORY =
            required("DIR", Shape.SCALAR, given -> readPath(given).toString());
    static final Kind<List<TcpProxyOptions>> TCP_PROXIES =
            optional("SERVICE:PORT,...", Shape.RECORDS, TcpProxyItems.RECORDS);
    static final Kind<List<HealthCheckOptions>> HEALTH_CHECKS =
            optional("URL,...", Shape.RECORDS, HealthCheckItems.RECORDS);
    static final Kind<List<CommandOptions>> COMMANDS =
            optional("{cmd: [WORD,...], ...}", Shape.RECORDS, CommandItems.RECORDS);
    static final Kind<List<String>> WORDS = optional("WORDS", Shape.WORDS, Kinds::readWords);

    /** No count is larger. */
    static final int MOST = 1_000_000;

    private static final Duration SHORTEST_POLL = Duration.ofMillis(100);
    private static final Duration LONGEST_POLL = Duration.ofHours(1);
    private static final int LONGEST_SERVICE = 64;
    private static final Pattern BLANK_OR_CONTROL = Pattern.compile("[\\s\\p{Cntrl}]");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Kinds() {}

    /** An http or https URL; its errors begin with that title. */
    static Kind<URI> url(String title) {
        return optional("URL", Shape.SCALAR, given -> Urls.read(title, given));
    }

    /** A whole number, both bounds included. */
    static Kind<Integer> number(int least, int most) {
        return required("NUMBER", Shape.SCALAR, given -> {
            boolean isShort = given.text().matches("[0-9]{1,7}");
            int number = isShort ? Integer.parseInt(given.text()) : -1;
            if (number < least || number > most) {
                throw unlike(given, "a whole number, " + least + " to " + most);
            }
            return number;
        });
    }

    /** A duration between 100ms and 1h; its error begins with that title. */
    static Kind<Duration> poll(String title) {
        return required("DURATION", Shape.SCALAR, given -> {
            Duration poll = readDuration(given);
            if (poll.compareTo(SHORTEST_POLL) < 0 || poll.compareTo(LONGEST_POLL) > 0) {
                throw unlike(given, title + " of at least 100ms and at most 1h0m0s");
            }
            return poll;
        });
    }

    private static <T> Kind<T> required(String placeholder, Shape shape, Kind.Reading<T> reading) {
        return new Kind<>(placeholder, shape, false, reading);
    }

    private static <T> Kind<T> optional(String placeholder, Shape shape, Kind.Reading<T> reading) {
        return new Kind<>(placeholder, shape, true, reading);
    }

    private static Boolean readSwitch(Given given) {
        return switch (given.text()) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> throw unlike(given, "true or false");
        };
    }

    private static Identity readService(Given given) {
        String[] parts = given.text().split(":", 2);
        String name = parts[0].strip();
        if (name.isEmpty()) {
            throw saying(given, "Service Name is empty");
        }
        if (!isServiceName(name)) {
            throw unlike(given, "a name of at most " + LONGEST_SERVICE + " characters, without blanks and slashes");
        }
        return new Identity(name, parts.length == 1 ? Tags.NONE : Tags.of(parts[1]));
    }

    /** Whether a service may be called that. */
    static boolean isServiceName(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_SERVICE
                && name.indexOf('/') < 0
                && !matches(BLANK_OR_CONTROL, name);
    }

    private static String readHost(Given given) {
        return Hosts.read(given.text()).orElseThrow(() -> unlike(given, "a host name or an IP address"));
    }

    private static List<String> readHosts(Given given) {
        return items(given).stream()
                .map(item -> Hosts.read(item)
                        .orElseThrow(() -> unlike(given, "host names or IP addresses, separated by commas")))
                .distinct()
                .toList();
    }

    private static List<String> readServers(Given given) {
        return items(given).stream()
                .map(item -> Hosts.readWithPort(item)
                        .orElseThrow(() -> unlike(given, "host:port, several separated by commas")))
                .distinct()
                .toList();
    }

    private static Integer readPort(Given given) {
        return Hosts.readPort(given.text())
                .filter(port -> port <= 65535)
                .orElseThrow(() -> unlike(given, "a port, 0 to 65535"));
    }

    private static Integer readEndpointPort(Given given) {
        int port = Hosts.readPort(given.text()).orElseThrow(() -> unlike(given, "a port, 1 to 65535"));
        if (port < 1 || port > 65535) {
            throw unlike(given, "Service Endpoint Port is not in range [1, 65535]", "a port, 1 to 65535");
        }
        return port;
    }

    private static EndpointType readEndpointType(Given given) {
        return EndpointType.named(given.text())
                .orElseThrow(() -> unlike(
                        given,
                        "Service Endpoint Type is not a member of the set [http https tcp udp user]",
                        "http, https, tcp, udp or user"));
    }

    private static Duration readDuration(Given given) {
        String text = given.text();
        Optional<Duration> duration = GoDuration.parse(text);
        if (duration.isEmpty()) {
            throw unlike(
                    given,
                    GoDuration.lacksUnit(text)
                            ? "a duration with its unit, such as " + text + "s"
                            : "a duration, such as 15s, 1m30s or 500ms");
        }
        return duration.filter(value -> !value.isNegative())
                .orElseThrow(() -> unlike(given, "a duration that is not negative"));
    }

    private static Duration readPositiveDuration(Given given) {
        Duration duration = readDuration(given);
        if (duration.isZero()) {
            throw unlike(given, "a duration above zero");
        }
        return duration;
    }

    private static LogLevel readLogLevel(Given given) {
        return LogLevel.named(given.text()).orElseThrow(() -> unlike(given, LogLevel.WORDS));
    }

    private static Secret readSecret(Given given) {
        if (matches(CONTROL, given.text())) {
            // The value itself must not be shown, not even when it is wrong.
            throw saying(given, "a line break or control character in it (expected: a token on one line)");
        }
        return new Secret(given.text());
    }

    private static Path readPath(Given given) {
        try {
            return Path.of(given.text());
        } catch (InvalidPathException e) {
            throw unlike(given, "a path");
        }
    }

    private static List<String> readWords(Given given) {
        if (given.items().get(0).isEmpty()) {
            throw saying(given, "the program's name is empty (expected: a program, then its arguments)");
        }
        return given.items();
    }

    /** The words between commas, of which a shell may have left the quotes standing. */
    static List<String> items(Given given) {
        String text = given.text().strip();
        boolean quoted = text.length() > 1 && text.startsWith("'") && text.endsWith("'");
        return List.of((quoted ? text.substring(1, text.length() - 1) : text).split(",", -1)).stream()
                .map(String::strip)
                .toList();
    }

    private static boolean matches(Pattern pattern, String text) {
        return pattern.matcher(text).find();
    }

    static InvalidValueException unlike(Given given, String expectation) {
        return InvalidValueException.of(given.name(), given.text(), expectation);
    }

    /** In the original's words. */
    private static InvalidValueException unlike(Given given, String wording, String expectation) {
        return InvalidValueException.of(given.name() + ": " + wording, given.text(), expectation);
    }

    private static InvalidValueException saying(Given given, String message) {
        return InvalidValueException.saying(given.name() + ": " + message);
    }
}
