package io.amalgam8.sidecar.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.CommandOptions;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.config.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold between the values, and what is worth a warning. */
final class WholeChecksTest {

    private static final String PROXYING = "--proxy --registry_url=http://r --controller_url=http://c --service=s ";
    private static final String REGISTERING = "--register --registry_url=http://r --service=s --endpoint_port=80 ";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--proxy=false; 'Sidecar serves no purpose. Please enable either proxy or registry or both (expected: --register, --proxy or both; --help shows all)'",
                PROXYING + "--supervise; --supervise: Supervision mode requires application launch arguments",
                PROXYING
                        + "--log; Logstash Host is empty (expected: --logstash_server, A8_LOGSTASH_SERVER or logstash_server)",
                PROXYING
                        + "--registry_url=; Registry URL is empty (expected: --registry_url, A8_REGISTRY_URL or registry.url)",
                PROXYING
                        + "--registry_url=x; --registry_url: Registry URL is not a valid URL: x (expected: http[s]://host[:port][/path])",
                PROXYING
                        + "--controller_url=; Controller URL is empty (expected: --controller_url, A8_CONTROLLER_URL or controller.url)",
                PROXYING
                        + "--controller_url=x; --controller_url: Controller URL is not a valid URL: x (expected: http[s]://host[:port][/path])",
                REGISTERING + "--service=; Service Name is empty (expected: --service, A8_SERVICE or service.name)",
                REGISTERING
                        + "--registry_url=; Registry URL is empty (expected: --registry_url, A8_REGISTRY_URL or registry.url)",
                REGISTERING
                        + "--endpoint_port=0; --endpoint_port: Service Endpoint Port is not in range [1, 65535]: 0 (expected: a port, 1 to 65535)",
                REGISTERING
                        + "--endpoint_type=x; --endpoint_type: Service Endpoint Type is not a member of the set [http https tcp udp user]: x (expected: http, https, tcp, udp or user)",
                PROXYING + "--admin_port=6379; --admin_port: 6379 (expected: another port than the proxy's)",
                PROXYING + "--registry_poll=5; --registry_poll: 5 (expected: a duration with its unit, such as 5s)",
                REGISTERING
                        + "--controller_poll=2h; --controller_poll: 2h (expected: Controller polling interval of at least 100ms and at most 1h0m0s)",
            })
    void oneProblem(String arguments, String problem) {
        assertThat(problems(arguments)).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "demoo, demo",
        "control_plane, control-plane",
        "controlplane --port 80, control-plane",
        "hlep, help",
        "versoin, version"
    })
    void aMistypedVerbIsToldFromAnApplication(String arguments, String verb) {
        assertThat(problems(arguments))
                .hasSize(2)
                .contains(arguments.replaceAll(" .*", "")
                        + ": taken for an application, since no verb is called so (did you mean " + verb + "?)");
    }

    @Test
    void anApplicationAloneIsNotTakenForAVerb() {
        assertThat(problems("python app.py")).singleElement().asString().startsWith("Sidecar serves no purpose");
        assertThat(configuration(PROXYING + "demoo").warnings()).isEmpty();
    }

    @Test
    void aMissingEndpointPort() {
        assertThat(problems("--register --registry_url=http://r --service=s"))
                .containsExactly("Service Endpoint Port is not in range [1, 65535]"
                        + " (expected: --endpoint_port, A8_ENDPOINT_PORT or endpoint.port)");
    }

    @Test
    void aMachineWithoutAnAddressNeedsAnEndpointHost() {
        Outcome outcome = Settings.read(List.of(REGISTERING.strip().split(" ", -1)), Map.of(), Optional::empty);
        assertThat(((Outcome.Invalid) outcome).problems())
                .containsExactly("Service Endpoint Host is empty, and this machine has no IPv4 address"
                        + " (expected: --endpoint_host, A8_ENDPOINT_HOST or endpoint.host)");
    }

    @Test
    void allProblemsAreNamedAtOnceFromAllOrigins() throws IOException {
        Path file = Files.writeString(
                directory.resolve("a8.yaml"), "register: true\nregistry: {url: foo, pol: 5s}\nlog_level: loud\n");
        Outcome outcome = Settings.read(
                List.of("--config", file.toString(), "--proxy", "--admin_port=x", "--nonsense"),
                Map.of("A8_DRAIN_DELAY", "2", "A8_ENDPOINT_PORT", "http"),
                () -> Optional.of("192.0.2.7"));
        assertThat(((Outcome.Invalid) outcome).problems())
                .hasSize(9)
                .anyMatch(problem -> problem.startsWith("--nonsense: unknown flag"))
                .anyMatch(problem -> problem.startsWith(file + ":2:22: registry.pol: unknown key"))
                .anyMatch(problem -> problem.startsWith(file + ":2:17: registry.url: Registry URL is not a valid URL"))
                .anyMatch(problem -> problem.startsWith(file + ":3:12: log_level: loud"))
                .anyMatch(problem -> problem.startsWith("--admin_port: x"))
                .anyMatch(problem -> problem.startsWith("A8_DRAIN_DELAY: 2 (expected: a duration with its unit"))
                .anyMatch(problem -> problem.startsWith("A8_ENDPOINT_PORT: http"))
                .anyMatch(problem -> problem.startsWith("Service Name is empty"))
                .anyMatch(problem -> problem.startsWith("Controller URL is empty"));
    }

    @Test
    void whatAnUnknownFlagWasMeantToSayIsMissing() {
        assertThat(problems("--registry_ulr http://r --proxy"))
                .hasSize(3)
                .anyMatch(problem -> problem.startsWith("--registry_ulr: unknown flag"))
                .anyMatch(problem -> problem.startsWith("Registry URL is empty"))
                .anyMatch(problem -> problem.startsWith("Controller URL is empty"));
    }

    @Test
    void noPurposeIsMissedWhereTheFileThatMayTellItIsNotNamed() {
        assertThat(problems("--check --config")).singleElement().asString().startsWith("--config: ");
    }

    @Test
    void aFilesProblemsAreToldFromTopToBottom() throws IOException {
        Path file = Files.writeString(
                directory.resolve("a8.yaml"), "log_level: loud\nregistry: {pol: 5s, url: foo}\nregister: maybe\n");

        assertThat(problems("--config=" + file))
                .extracting(problem -> problem.replaceFirst("^(\\S+:\\d+:\\d+): .*", "$1"))
                .containsExactly(file + ":1:12", file + ":2:12", file + ":2:26", file + ":3:11");
    }

    @Test
    void whatNeedsAProxyIsIgnoredWithoutOne() {
        assertThat(configuration(REGISTERING + "--tcp_proxies=redis:6380").warnings())
                .containsExactly("--tcp_proxies: ignored, since proxy is false (expected: --proxy, A8_PROXY or proxy)");
        assertThat(configuration(REGISTERING + "--log --logstash_server=l:1").warnings())
                .containsExactly("--log: ignored, since proxy is false: there is no access log");
        assertThat(configuration(PROXYING + "--tcp_proxies=redis:6380").warnings())
                .isEmpty();
    }

    @Test
    void whatIsRefusedIsNotCalledIgnoredToo() {
        Outcome.Invalid refused = (Outcome.Invalid) read((REGISTERING + "--log").split(" +", -1));

        assertThat(refused.problems()).singleElement().asString().startsWith("Logstash Host is empty");
        assertThat(refused.warnings()).isEmpty();
    }

    @Test
    void whatIsWrongIsNotCalledMissingToo() {
        assertThat(problems("--register=perhaps")).containsExactly("--register: perhaps (expected: true or false)");
        assertThat(problems(PROXYING + "--logstash_server=x --log")).hasSize(1);
        assertThat(problems("--config=/nowhere/a8.yaml --proxy"))
                .containsExactly("--config: /nowhere/a8.yaml (expected: a file that exists)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // supervise, application; supervised words
                "'' ; python app.py ; python app.py",
                "--supervise ; python app.py --register ; python app.py --register",
                "--supervise=true -- ; demo ; demo",
            })
    void anApplicationIsSupervisedUnlessForbidden(String flags, String words, String supervised) {
        Configuration configuration = configuration(PROXYING + flags + " " + words);
        assertThat(configuration.commands())
                .containsExactly(CommandOptions.application(Arrays.asList(supervised.split(" ", -1))));
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void anApplicationIsIgnoredWithAWarningWhenSuperviseIsFalse() {
        Configuration configuration = configuration(PROXYING + "--supervise=false python app.py");
        assertThat(configuration.commands()).isEmpty();
        assertThat(configuration.warnings())
                .containsExactly("the application's command line: ignored, since supervise is false (--supervise)");
    }

    @Test
    void anApplicationOfTheFileFollowsTheSameRules() throws IOException {
        String file = PROXYING + "--config=" + Files.writeString(directory.resolve("a8.yaml"), "app: [python, app.py]");
        assertThat(configuration(file).commands())
                .containsExactly(CommandOptions.application(List.of("python", "app.py")));
        assertThat(configuration(file + " ruby x").commands())
                .containsExactly(CommandOptions.application(List.of("ruby", "x")));
        assertThat(configuration(file + " --supervise=false").commands()).isEmpty();
        assertThat(configuration(file + " --supervise=false").warnings())
                .hasSize(1)
                .allMatch(warning -> warning.contains("a8.yaml:1:6: app: ignored, since supervise is false"));
    }

    @Test
    void aProgramNeedsAName() {
        Outcome outcome = read(PROXYING.strip().split(" ", -1), "");
        assertThat(((Outcome.Invalid) outcome).problems())
                .containsExactly("the application's command line: the program's name is empty"
                        + " (expected: a program, then its arguments)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--registry_token=x; --registry_token: everybody on this machine can see it",
                "--controller_token x; --controller_token: everybody on this machine can see it",
                "--service=h:; --service: h:: an empty tag is left out (expected: name or name:tag1,tag2)",
                "--service=h:v1,; --service: h:v1,: an empty tag is left out",
                "--service=; service: none given, so that rules with a source never match",
                "--registry_poll=999ms; --registry_poll: 999ms is a heavy load for the server (expected: 1s or more)",
                "--controller_poll=100ms; --controller_poll: 100ms is a heavy load",
                "--upstream_tls_verify=false; --upstream_tls_verify: false, so that an instance of type https may be anybody",
                "--admin_host=0.0.0.0; --admin_host: 0.0.0.0 lets others see",
            })
    void oneWarning(String arguments, String warning) {
        List<String> warnings = configuration(PROXYING + arguments).warnings();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).startsWith(warning);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--registry_poll=1s",
                "--admin_host=::1",
                "--admin_port=0 --proxy_port=0",
                "--upstream_tls_verify",
                "--admin_port=6379 --admin_host=127.0.0.2",
                "--logstash_server=l:1",
                "--log --logstash_server=l:1"
            })
    void noWarning(String arguments) {
        assertThat(configuration(PROXYING + arguments).warnings()).isEmpty();
    }

    @Test
    void aTokenIsGivenOnceOnly() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "geheim\n");
        assertThat(problems(PROXYING + "--registry_token=x --registry_token_file=" + file))
                .containsExactly("--registry_token_file: given beside --registry_token (expected: only one of them)");
        assertThat(problems(PROXYING + "--controller_token=x --controller_token_file=" + file))
                .hasSize(1);
        Configuration configuration = configuration(PROXYING + "--registry_token_file=" + file);
        assertThat(configuration.proxying().orElseThrow().registry().token()).isEqualTo(new Token.InFile(file));
        assertThat(configuration.proxying().orElseThrow().controller().token()).isEqualTo(new Token.None());
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void tagsOfTheFileNeedTheirService() throws IOException {
        Path file = Files.writeString(directory.resolve("a8.yaml"), "service: {tags: [v1]}");
        assertThat(problems("--proxy --registry_url=http://r --controller_url=http://c --config=" + file))
                .containsExactly(file + ":1:17: service.tags: v1 (expected: service.name beside it)");
        Files.writeString(file, "service: {name: 'a:v1', tags: [v2]}");
        assertThat(problems("--proxy --registry_url=http://r --controller_url=http://c --config=" + file))
                .containsExactly(file + ":1:31: service.tags: v2 (expected: the tags either here or in service.name)");
    }

    private static List<String> problems(String arguments) {
        Outcome outcome = read(arguments.strip().split(" +", -1));
        assertThat(outcome).isInstanceOf(Outcome.Invalid.class);
        return ((Outcome.Invalid) outcome).problems();
    }

    private static Configuration configuration(String arguments) {
        Outcome outcome = read(arguments.strip().split(" +", -1));
        assertThat(outcome).isInstanceOf(Outcome.Run.class);
        return ((Outcome.Run) outcome).configuration();
    }

    private static Outcome read(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(Arrays.asList(more));
        return Settings.read(all, Map.of(), () -> Optional.of("192.0.2.7"));
    }
}
