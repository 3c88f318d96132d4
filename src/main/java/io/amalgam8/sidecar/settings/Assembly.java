package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.AccessLogOptions;
import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.LifecycleOptions;
import io.amalgam8.sidecar.config.ListenOptions;
import io.amalgam8.sidecar.config.LogstashTlsOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.RegistrationOptions;
import io.amalgam8.sidecar.config.RotationOptions;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.config.ServerOptions;
import io.amalgam8.sidecar.config.ShippingOptions;
import io.amalgam8.sidecar.config.TimeoutOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Builds the configuration from values in which no problem was found. */
final class Assembly {

    /** In the place of the access log's directory. */
    static final String STANDARD_OUTPUT = "stdout";

    private final Values values;

    Assembly(Values values) {
        this.values = values;
    }

    Configuration configuration(List<String> warnings) {
        return new Configuration(
                identity(),
                when(Options.REGISTER, this::registration),
                when(Options.PROXY, this::proxying),
                new AdminOptions(values.need(Options.ADMIN_HOST), values.need(Options.ADMIN_PORT)),
                accessLog(),
                commands(),
                when(Options.LOG, this::shipping),
                lifecycle(),
                values.need(LogOptions.LOG_LEVEL),
                values.need(LogOptions.LOG_FORMAT),
                warnings);
    }

    private Identity identity() {
        Identity given = values.read(Options.SERVICE).orElse(Identity.ANONYMOUS);
        boolean inFile = values.given(Options.SERVICE)
                .filter(service -> service.origin().isFile())
                .isPresent();
        Optional<Tags> tags = values.read(Options.SERVICE_TAGS).filter(any -> inFile);
        return tags.map(words -> new Identity(given.service(), words)).orElse(given);
    }

    private RegistrationOptions registration() {
        return new RegistrationOptions(
                endpoint(), registry(), values.read(Options.HEALTH_CHECKS).orElse(List.of()));
    }

    private Endpoint endpoint() {
        EndpointType type = values.need(Options.ENDPOINT_TYPE);
        String host = values.need(Options.ENDPOINT_HOST);
        int port = values.need(Options.ENDPOINT_PORT);
        String authority = new Endpoint(EndpointType.TCP, host, port, "").authority();
        return Endpoint.parse(type, authority);
    }

    private ProxyingOptions proxying() {
        DataPlaneAssembly dataPlane = new DataPlaneAssembly(values);
        return new ProxyingOptions(
                registry(),
                new ServerOptions(
                        values.need(Options.CONTROLLER_URL),
                        token(Options.CONTROLLER_TOKEN, Options.CONTROLLER_TOKEN_FILE),
                        values.need(Options.CONTROLLER_POLL)),
                new ListenOptions(values.need(Options.PROXY_HOST), values.need(Options.PROXY_PORT)),
                new TimeoutOptions(
                        values.need(Options.CONNECT_TIMEOUT),
                        values.need(Options.RESPONSE_TIMEOUT),
                        values.need(Options.IDLE_TIMEOUT)),
                dataPlane.retries(),
                dataPlane.limits(),
                dataPlane.outlier(),
                dataPlane.tls(),
                dataPlane.upstreamTls(),
                values.read(DataPlaneOptions.TCP_PROXIES).orElse(List.of()),
                values.read(Options.STATE_FILE));
    }

    private ServerOptions registry() {
        return new ServerOptions(
                values.need(Options.REGISTRY_URL),
                token(Options.REGISTRY_TOKEN, Options.REGISTRY_TOKEN_FILE),
                values.need(Options.REGISTRY_POLL));
    }

    private Token token(Option<Secret> token, Option<Path> file) {
        return values.read(token)
                .<Token>map(Token.Given::new)
                .or(() -> values.read(file).map(Token.InFile::new))
                .orElseGet(Token.None::new);
    }

    private AccessLogOptions accessLog() {
        Optional<Path> directory = Optional.of(values.need(LogOptions.LOG_DIR))
                .filter(name -> !name.equals(STANDARD_OUTPUT))
                .map(Path::of);
        RotationOptions rotation = new RotationOptions(
                values.need(LogOptions.ROTATE_SIZE), values.need(LogOptions.ROTATE_AGE), values.need(LogOptions.KEEP));
        return new AccessLogOptions(directory, rotation, values.need(LogOptions.SAMPLE));
    }

    private ShippingOptions shipping() {
        return new ShippingOptions(
                values.need(Options.LOGSTASH_SERVER),
                when(Options.LOGSTASH_TLS, () -> new LogstashTlsOptions(values.read(Options.LOGSTASH_CA_CERT_FILE))));
    }

    private List<CommandOptions> commands() {
        if (!values.isOn(Options.SUPERVISE)) {
            return List.of();
        }
        List<CommandOptions> commands = new ArrayList<>();
        values.read(Options.APP).map(CommandOptions::application).ifPresent(commands::add);
        values.read(Options.COMMANDS).ifPresent(commands::addAll);
        return commands;
    }

    private LifecycleOptions lifecycle() {
        return new LifecycleOptions(
                values.need(Options.STARTUP_TIMEOUT),
                values.need(Options.DRAIN_DELAY),
                values.need(Options.SHUTDOWN_TIMEOUT));
    }

    private <T> Optional<T> when(Option<Boolean> isOn, Supplier<T> part) {
        return values.isOn(isOn) ? Optional.of(part.get()) : Optional.empty();
    }
}
