package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.HealthCheckOptions;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of all options: it drives reading, the help, the printed configuration, the example file and the README. */
final class Options {

    static final Option<Boolean> REGISTER = Option.everywhere(
                    "register", "register", Kinds.SWITCH, "register the application and send heartbeats")
            .otherwise("false");
    static final Option<Boolean> PROXY = Option.everywhere(
                    "proxy", "proxy", Kinds.SWITCH, "discover, route and balance the application's calls")
            .otherwise("false");
    static final Option<Boolean> SUPERVISE = Option.everywhere(
                    "supervise", "supervise", Kinds.SWITCH, "run the application and end with it")
            .otherwiseDependingOn("true with an application, else false");
    static final Option<List<String>> APP =
            Option.inFile("app", Kinds.WORDS, "the application's command line, such as [python, helloworld.py]");
    static final Option<List<CommandOptions>> COMMANDS = Option.inFile(
            "commands",
            Kinds.COMMANDS,
            "more to run and watch: a list of {cmd, env, on_exit, kill_group, restart, stop_signal, stop_timeout}");

    static final Option<Identity> SERVICE = Option.everywhere(
            "service", "service.name", Kinds.SERVICE, "the application's service; needed to register");
    static final Option<Tags> SERVICE_TAGS =
            Option.inFile("service.tags", Kinds.TAGS, "what tells its version, such as [v1]");
    static final Option<String> ENDPOINT_HOST = Option.everywhere(
                    "endpoint_host", "endpoint.host", Kinds.HOST, "where others reach the application")
            .otherwiseDependingOn("this machine's first IPv4 address");
    static final Option<Integer> ENDPOINT_PORT = Option.everywhere(
            "endpoint_port", "endpoint.port", Kinds.ENDPOINT_PORT, "the application's port; needed to register");
    static final Option<EndpointType> ENDPOINT_TYPE = Option.everywhere(
                    "endpoint_type", "endpoint.type", Kinds.ENDPOINT_TYPE, "http, https, tcp, udp or user")
            .otherwise("http");
    static final Option<List<HealthCheckOptions>> HEALTH_CHECKS = Option.everywhere(
            "healthchecks",
            "healthchecks",
            Kinds.HEALTH_CHECKS,
            "what must pass for it to be registered, such as http://localhost:8080/health; a file can say more of each");

    static final Option<URI> REGISTRY_URL = Option.everywhere(
            "registry_url", "registry.url", Kinds.url("Registry URL"), "the registry; needed to register and to proxy");
    static final Option<Secret> REGISTRY_TOKEN =
            Option.everywhere("registry_token", "registry.token", Kinds.SECRET, "the registry's bearer token");
    static final Option<Path> REGISTRY_TOKEN_FILE = Option.everywhere(
            "registry_token_file",
            "registry.token_file",
            Kinds.FILE,
            "a file with the registry's token, read again on a change");
    static final Option<Duration> REGISTRY_POLL = Option.everywhere(
                    "registry_poll",
                    "registry.poll",
                    Kinds.poll("Registry polling interval"),
                    "pause between two discoveries of all instances")
            .otherwise("15s");

    static final Option<URI> CONTROLLER_URL = Option.everywhere(
            "controller_url", "controller.url", Kinds.url("Controller URL"), "the controller; needed to proxy");
    static final Option<Secret> CONTROLLER_TOKEN =
            Option.everywhere("controller_token", "controller.token", Kinds.SECRET, "the controller's bearer token");
    static final Option<Path> CONTROLLER_TOKEN_FILE = Option.everywhere(
            "controller_token_file",
            "controller.token_file",
            Kinds.FILE,
            "a file with the controller's token, read again on a change");
    static final Option<Duration> CONTROLLER_POLL = Option.everywhere(
                    "controller_poll",
                    "controller.poll",
                    Kinds.poll("Controller polling interval"),
                    "pause between two readings of the rules")
            .otherwise("15s");

    static final Option<List<String>> PROXY_HOST = Option.everywhere(
                    "proxy_host",
                    "proxy_config.http_listener_host",
                    Kinds.HOSTS,
                    "where the proxy listens; 0.0.0.0 for all interfaces")
            .otherwise("127.0.0.1,::1");
    static final Option<Integer> PROXY_PORT = Option.everywhere(
                    "proxy_port",
                    "proxy_config.http_listener_port",
                    Kinds.PORT,
                    "the proxy's port; 0 lets the system choose")
            .otherwise("6379");
    static final Option<Boolean> UPSTREAM_TLS_VERIFY = Option.everywhere(
                    "upstream_tls_verify",
                    "proxy_config.upstream_tls_verify",
                    Kinds.SWITCH,
                    "verify the certificates of instances of type https")
            .otherwise("true");
    static final Option<Path> UPSTREAM_CA_CERT_FILE = Option.everywhere(
                    "upstream_ca_cert_file",
                    "proxy_config.upstream_ca_cert_file",
                    Kinds.FILE,
                    "PEM file of the authorities to verify them by")
            .otherwiseDependingOn("the system's");
    static final Option<Duration> CONNECT_TIMEOUT = Option.inFile(
                    "proxy_config.timeouts.connect",
                    Kinds.POSITIVE_DURATION,
                    "longest wait for a connection to an instance")
            .otherwise("1s");
    static final Option<Duration> RESPONSE_TIMEOUT = Option.inFile(
                    "proxy_config.timeouts.response",
                    Kinds.DURATION,
                    "longest wait from a request's end to its answer; 0s waits for ever")
            .otherwise("60s");
    static final Option<Duration> IDLE_TIMEOUT = Option.inFile(
                    "proxy_config.timeouts.idle",
                    Kinds.POSITIVE_DURATION,
                    "longest silence in one direction, once the answer began")
            .otherwise("5m");
    static final Option<Path> STATE_FILE =
            Option.everywhere("state_file", "state_file", Kinds.FILE, "where the last good catalog and rules are kept");

    static final Option<String> ADMIN_HOST = Option.everywhere(
                    "admin_host", "proxy_config.admin_host", Kinds.HOST, "where the admin API listens")
            .otherwise("127.0.0.1");
    static final Option<Integer> ADMIN_PORT = Option.everywhere(
                    "admin_port",
                    "proxy_config.admin_port",
                    Kinds.PORT,
                    "the admin API's port; 0 lets the system choose")
            .otherwise("5813");

    static final Option<Boolean> LOG = Option.everywhere("log", "log", Kinds.SWITCH, "ship the access log to Logstash")
            .otherwise("false");
    static final Option<List<String>> LOGSTASH_SERVER = Option.everywhere(
            "logstash_server", "logstash_server", Kinds.SERVERS, "Logstash's beats inputs; needed to ship");
    static final Option<Boolean> LOGSTASH_TLS = Option.everywhere(
                    "logstash_tls", "logstash_tls", Kinds.SWITCH, "speak TLS to Logstash, and verify its certificate")
            .otherwise("false");
    static final Option<Path> LOGSTASH_CA_CERT_FILE = Option.everywhere(
                    "logstash_ca_cert_file",
                    "logstash_ca_cert_file",
                    Kinds.FILE,
                    "PEM file of the authorities to verify it by")
            .otherwiseDependingOn("the system's");

    static final Option<Duration> STARTUP_TIMEOUT = Option.everywhere(
                    "startup_timeout",
                    "startup_timeout",
                    Kinds.DURATION,
                    "longest wait for the first catalog and rules")
            .otherwise("5s");
    static final Option<Duration> DRAIN_DELAY = Option.everywhere(
                    "drain_delay",
                    "drain_delay",
                    Kinds.DURATION,
                    "pause between deregistration and telling the application to end")
            .otherwise("2s");
    static final Option<Duration> SHUTDOWN_TIMEOUT = Option.everywhere(
                    "shutdown_timeout",
                    "shutdown_timeout",
                    Kinds.DURATION,
                    "longest wait for the application to end, before it is killed")
            .otherwise("25s");

    static final Option<Path> CONFIG = Option.outsideFile("config", Kinds.FILE, "the YAML file to read");
    static final Option<Boolean> CHECK =
            Option.onCommandLine("check", Kinds.SWITCH, "validate everything, files included, and exit 0 or 2");
    static final Option<Boolean> PRINT_CONFIG =
            Option.onCommandLine("print-config", Kinds.SWITCH, "show what is in force and where each value comes from");
    static final Option<Boolean> HELP = Option.onCommandLine("help", Kinds.SWITCH, "show this help");
    static final Option<Boolean> VERSION = Option.onCommandLine("version", Kinds.SWITCH, "show the version");

    /** Options that belong together, in the order in which they are shown. */
    record Group(String title, List<Option<?>> options) {}

    static final List<Group> GROUPS = List.of(
            new Group("What it does", List.of(REGISTER, PROXY, SUPERVISE, APP, COMMANDS)),
            new Group(
                    "The application",
                    List.of(SERVICE, SERVICE_TAGS, ENDPOINT_HOST, ENDPOINT_PORT, ENDPOINT_TYPE, HEALTH_CHECKS)),
            new Group("Registry", List.of(REGISTRY_URL, REGISTRY_TOKEN, REGISTRY_TOKEN_FILE, REGISTRY_POLL)),
            new Group("Controller", List.of(CONTROLLER_URL, CONTROLLER_TOKEN, CONTROLLER_TOKEN_FILE, CONTROLLER_POLL)),
            new Group(
                    "Proxy",
                    List.of(
                            PROXY_HOST,
                            PROXY_PORT,
                            UPSTREAM_TLS_VERIFY,
                            UPSTREAM_CA_CERT_FILE,
                            CONNECT_TIMEOUT,
                            RESPONSE_TIMEOUT,
                            IDLE_TIMEOUT,
                            STATE_FILE)),
            new Group("TLS", DataPlaneOptions.TLS_GROUP),
            new Group("TCP", List.of(DataPlaneOptions.TCP_PROXIES)),
            new Group("Trouble", DataPlaneOptions.TROUBLE_GROUP),
            new Group("Admin API", List.of(ADMIN_HOST, ADMIN_PORT)),
            new Group(
                    "Logs",
                    List.of(
                            LogOptions.LOG_DIR,
                            LogOptions.ROTATE_SIZE,
                            LogOptions.ROTATE_AGE,
                            LogOptions.KEEP,
                            LogOptions.SAMPLE,
                            LogOptions.LOG_LEVEL,
                            LogOptions.LOG_FORMAT,
                            LOG,
                            LOGSTASH_SERVER,
                            LOGSTASH_TLS,
                            LOGSTASH_CA_CERT_FILE)),
            new Group("Start and stop", List.of(STARTUP_TIMEOUT, DRAIN_DELAY, SHUTDOWN_TIMEOUT)),
            new Group("This program", List.of(CONFIG, CHECK, PRINT_CONFIG, HELP, VERSION)));

    static final List<Option<?>> ALL = GROUPS.stream()
            .<Option<?>>flatMap(group -> group.options().stream())
            .toList();

    private static final Map<Option<?>, String> SHORT = Map.of(HELP, "-h", VERSION, "-v");

    private Options() {}

    static Optional<String> shortName(Option<?> option) {
        return Optional.ofNullable(SHORT.get(option));
    }

    static Optional<Option<?>> ofKey(String key) {
        return ALL.stream()
                .filter(option -> option.key().equals(Optional.of(key)))
                .findFirst();
    }

    /** The names of all keys below that one, without what leads there; empty when there is no such mapping. */
    static List<String> keysUnder(String section) {
        String prefix = section.isEmpty() ? "" : section + ".";
        return ALL.stream()
                .flatMap(option -> option.key().stream())
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()).replaceAll("\\..*", ""))
                .distinct()
                .toList();
    }
}
