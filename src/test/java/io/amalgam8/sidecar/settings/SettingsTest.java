package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.LogLevel;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.config.ShippingOptions;
import io.amalgam8.sidecar.config.TimeoutOptions;
import io.amalgam8.sidecar.config.Token;
import io.amalgam8.sidecar.model.Identity;
import io.amalgam8.sidecar.model.Tags;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a command line and an environment to the configuration. */
final class SettingsTest {

    private static final String ORIGINAL_EXAMPLE = """
            register: true
            proxy: true
            service:
              name: helloworld
              tags:
                - v1
                - somethingelse
            endpoint:
              host: 172.10.10.1
              port: 9080
              type: https
            registry:
              url:   http://registry:8080
              token: abcdef
              poll:  10s
            controller:
              url:   http://controller:8080
              token: abcdef
              poll:  30s
            supervise: true
            app: [ "python", "helloworld.py" ]
            log: true
            logstash_server: logstash:8092
            log_level: debug
            """;

    @TempDir
    private Path directory;

    @Test
    void theOriginalsExampleLoadsAsItStands() throws IOException {
        Configuration configuration = run(Map.of(), "--config", write(ORIGINAL_EXAMPLE));

        assertThat(configuration.identity()).isEqualTo(new Identity("helloworld", Tags.of("v1", "somethingelse")));
        assertThat(configuration.registration().orElseThrow().endpoint()).hasToString("https://172.10.10.1:9080");
        assertThat(configuration.registration().orElseThrow().registry())
                .isEqualTo(configuration.proxying().orElseThrow().registry());
        ProxyingOptions proxying = configuration.proxying().orElseThrow();
        assertThat(proxying.registry().url()).isEqualTo(URI.create("http://registry:8080"));
        assertThat(proxying.registry().poll()).isEqualTo(Duration.ofSeconds(10));
        assertThat(proxying.registry().token()).isEqualTo(new Token.Given(new Secret("abcdef")));
        assertThat(proxying.controller().url()).isEqualTo(URI.create("http://controller:8080"));
        assertThat(proxying.controller().poll()).isEqualTo(Duration.ofSeconds(30));
        assertThat(configuration.commands())
                .containsExactly(CommandOptions.application(List.of("python", "helloworld.py")));
        assertThat(configuration.shipping()).contains(new ShippingOptions(List.of("logstash:8092"), Optional.empty()));
        assertThat(configuration.logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void everyFormMeansTheSame() throws IOException {
        Configuration byFile = run(Map.of(), "--config", write(ORIGINAL_EXAMPLE));
        Configuration byFlag = run(
                Map.of(),
                ("--register -proxy --service=helloworld:v1,somethingelse --endpoint_host 172.10.10.1"
                                + " --endpoint_port=9080 -endpoint_type https --registry_url http://registry:8080/"
                                + " --registry_token abcdef --registry_poll 10s --controller_url=http://controller:8080"
                                + " --controller_token abcdef --controller_poll 0.5m --supervise --log=1"
                                + " --logstash_server 'logstash:8092' --log_level debug python helloworld.py")
                        .split(" ", -1));
        Configuration byVariable = run(
                Map.ofEntries(
                        Map.entry("A8_REGISTER", "true"),
                        Map.entry("A8_PROXY", "1"),
                        Map.entry("A8_SERVICE", "helloworld:v1,somethingelse"),
                        Map.entry("A8_ENDPOINT_HOST", "172.10.10.1"),
                        Map.entry("A8_ENDPOINT_PORT", "9080"),
                        Map.entry("A8_ENDPOINT_TYPE", "https"),
                        Map.entry("A8_REGISTRY_URL", "http://registry:8080"),
                        Map.entry("A8_REGISTRY_TOKEN", "abcdef"),
                        Map.entry("A8_REGISTRY_POLL", "10s"),
                        Map.entry("A8_CONTROLLER_URL", "http://controller:8080"),
                        Map.entry("A8_CONTROLLER_TOKEN", "abcdef"),
                        Map.entry("A8_CONTROLLER_POLL", "30s"),
                        Map.entry("A8_SUPERVISE", "t"),
                        Map.entry("A8_LOG", "True"),
                        Map.entry("A8_LOGSTASH_SERVER", "'logstash:8092'"),
                        Map.entry("A8_LOG_LEVEL", "debug")),
                "python",
                "helloworld.py");
        assertThat(withoutWarnings(byFlag)).isEqualTo(withoutWarnings(byFile));
        assertThat(withoutWarnings(byVariable)).isEqualTo(withoutWarnings(byFile));
    }

    @Test
    void defaultsHoldWhenNobodySaysOtherwise() {
        Configuration configuration = run(Map.of(), "--proxy", "--registry_url=http://r", "--controller_url=http://c");
        ProxyingOptions proxying = configuration.proxying().orElseThrow();
        assertThat(proxying.listen().hosts()).containsExactly("127.0.0.1", "::1");
        assertThat(proxying.listen().port()).isEqualTo(6379);
        assertThat(proxying.timeouts())
                .isEqualTo(new TimeoutOptions(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMinutes(5)));
        assertThat(proxying.upstreamTls().verify()).isTrue();
        assertThat(proxying.upstreamTls().authorities()).isEmpty();
        assertThat(proxying.stateFile()).isEmpty();
        assertThat(proxying.registry().poll()).isEqualTo(Duration.ofSeconds(15));
        assertThat(proxying.controller().token()).isEqualTo(new Token.None());
        assertThat(configuration.registration()).isEmpty();
        assertThat(configuration.admin().host()).isEqualTo("127.0.0.1");
        assertThat(configuration.admin().port()).isEqualTo(5813);
        assertThat(configuration.accessLog().directory()).contains(Path.of("/var/log/a8sidecar"));
        assertThat(configuration.lifecycle().startupTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(configuration.lifecycle().drainDelay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(configuration.lifecycle().shutdownTimeout()).isEqualTo(Duration.ofSeconds(25));
        assertThat(configuration.commands()).isEmpty();
        assertThat(configuration.shipping()).isEmpty();
        assertThat(configuration.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(configuration.identity()).isEqualTo(Identity.ANONYMOUS);
    }

    @Test
    void theEndpointsHostIsThisMachinesAddressUnlessGiven() {
        String[] registering = {"--register", "--service=s", "--endpoint_port=80", "--registry_url=http://r"};
        assertThat(run(Map.of(), registering)
                        .registration()
                        .orElseThrow()
                        .endpoint()
                        .host())
                .isEqualTo("192.0.2.7");
        assertThat(run(Map.of("A8_ENDPOINT_HOST", "[2001:db8::1]"), registering)
                        .registration()
                        .orElseThrow()
                        .endpoint())
                .hasToString("http://[2001:db8::1]:80");
    }

    @ParameterizedTest
    @CsvSource({"tcp, tcp://h:80", "udp, udp://h:80", "user, user h:80", "http, http://h:80"})
    void anEndpointOfAnyType(String type, String endpoint) {
        assertThat(run(
                                Map.of(),
                                ("--register --service=s --endpoint_host=h --endpoint_port=80 --registry_url=http://r"
                                                + " --endpoint_type=" + type)
                                        .split(" ", -1))
                        .registration()
                        .orElseThrow()
                        .endpoint())
                .hasToString(endpoint);
    }

    @Test
    void aServiceNamedOutsideTheFileTakesNoTagsFromIt() throws IOException {
        String file = write("""
                proxy: true
                registry: {url: http://r}
                controller: {url: http://c}
                service: {name: a, tags: [v1]}
                """);
        assertThat(run(Map.of(), "--config", file).identity()).hasToString("a:v1");
        assertThat(run(Map.of("A8_SERVICE", "b"), "--config", file).identity()).hasToString("b");
        assertThat(run(Map.of("A8_SERVICE", "b"), "--config", file, "--service", "c:v3")
                        .identity())
                .hasToString("c:v3");
    }

    @Test
    void theVariableNamesTheFile() throws IOException {
        String file = write(ORIGINAL_EXAMPLE);
        assertThat(run(Map.of("A8_CONFIG", file)).identity().service()).isEqualTo("helloworld");
        assertThat(run(Map.of("A8_CONFIG", "/nowhere"), "--config", file)
                        .identity()
                        .service())
                .isEqualTo("helloworld");
    }

    @Test
    void theLogGoesToStandardOutputWhenToldSo() {
        assertThat(run(
                                Map.of("A8_LOG_DIR", "stdout"),
                                "--proxy",
                                "--registry_url=http://r",
                                "--controller_url=http://c")
                        .accessLog()
                        .directory())
                .isEmpty();
    }

    @Test
    void helpAndVersionWinOverEverythingBeforeTheApplication() {
        assertThat(read(Map.of("A8_LOG", "maybe"), "--unknown", "--help")).isInstanceOf(Outcome.Help.class);
        assertThat(read(Map.of(), "-v", "--proxy_port=x")).isEqualTo(new Outcome.Version());
        assertThat(read(Map.of(), "app", "--help")).isInstanceOf(Outcome.Invalid.class);
    }

    @Test
    void checkIsAnOutcomeOfItsOwn() {
        Outcome outcome = read(Map.of(), "--check", "--proxy", "--registry_url=http://r", "--controller_url=http://c");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Checked.class,
                        checked ->
                                assertThat(checked.configuration().proxying()).isPresent());
        assertThat(read(Map.of(), "--check")).isInstanceOf(Outcome.Invalid.class);
        assertThat(read(Map.of(), "--print-config")).isInstanceOf(Outcome.Invalid.class);
    }

    private Configuration run(Map<String, String> environment, String... arguments) {
        Outcome outcome = read(environment, arguments);
        assertThat(outcome).isInstanceOf(Outcome.Run.class);
        return ((Outcome.Run) outcome).configuration();
    }

    private static Outcome read(Map<String, String> environment, String... arguments) {
        return Settings.read(List.of(arguments), environment, () -> Optional.of("192.0.2.7"));
    }

    private String write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("a8.yaml"), yaml).toString();
    }

    private static Configuration withoutWarnings(Configuration given) {
        return new Configuration(
                given.identity(),
                given.registration(),
                given.proxying(),
                given.admin(),
                given.accessLog(),
                given.commands(),
                given.shipping(),
                given.lifecycle(),
                given.logLevel(),
                given.logFormat(),
                List.of());
    }
}
