package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.FakeServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common: servers, help, and how they end. */
final class A8ctlTest {

    private static final List<String> COMMANDS = List.of(
            "service-list",
            "route-list",
            "route-set",
            "route-delete",
            "traffic-start",
            "traffic-step",
            "traffic-abort",
            "action-list",
            "action-add",
            "action-clear",
            "rule-create",
            "rule-get",
            "rule-update",
            "rule-delete",
            "recipe-run",
            "completion",
            "rule-list",
            "rule-set",
            "rule-clear");

    private final Desk desk = new Desk();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void helpNamesEveryCommandServerAndExitCode() {
        Said said = desk.type("--help");

        assertThat(said.code()).isZero();
        assertThat(said.error()).isEmpty();
        List<String> named = Pattern.compile("^  ([a-z]+-?[a-z]*)  +\\S", Pattern.MULTILINE)
                .matcher(said.out())
                .results()
                .map((MatchResult line) -> line.group(1))
                .toList();
        assertThat(named).containsSequence(COMMANDS);
        assertThat(said.out())
                .contains("A8_CONTROLLER_URL", "A8_CONTROLLER_TOKEN", "A8_REGISTRY_URL", "A8_REGISTRY_TOKEN")
                .contains("A8_GREMLIN_URL", "A8_GREMLIN_TOKEN", "A8_LOG_SERVER", "A8_DEBUG=1")
                .contains("http://localhost:31200", "http://localhost:31300", "localhost:30200", "Exit codes");
        assertThat(said.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(desk.type().out()).isEqualTo(said.out());
    }

    @Test
    void helpAndVersionMayBeAskedForAsVerbs() {
        assertThat(desk.type("help").out()).isEqualTo(desk.type("--help").out());
        assertThat(desk.type("help", "route-set").out())
                .isEqualTo(desk.type("route-set", "--help").out());
        assertThat(desk.type("--version").out()).matches("a8ctl \\S+\\n");
        assertThat(desk.type("version")).isEqualTo(desk.type("--version"));
        assertThat(desk.type("--version").code()).isZero();
    }

    static List<String> commands() {
        return COMMANDS;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachCommandHasAHelpOfItsOwn(String command) {
        Said said = desk.type(command, "--help");

        assertThat(said.code()).isZero();
        assertThat(said.out()).startsWith("Usage: a8ctl " + command);
        assertThat(said.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(130));
        assertThat(desk.type(command, "-h").out()).isEqualTo(said.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    explode;               a8ctl: explode: no such command (see
                    rout-list;             a8ctl: rout-list: no such command (did you mean route-list?) (see
                    --controler-url=x;     a8ctl: --controler-url: no such option
                    rule-set --delay x;    a8ctl rule-set: --delay: x (expected: a number) (see
                    route-list --jsn;      a8ctl route-list: --jsn: no such option (did you mean --json?) (see
                    --debug;               a8ctl: no command (expected: such as service-list)
                    service-list x;        a8ctl service-list: x: unexpected argument (see
                    route-list -o html;    a8ctl route-list: --output: html (expected: json, yaml or table) (see
                    route-set;             a8ctl route-set: Missing required parameter: 'SERVICE'
                    completion fish;       a8ctl completion: SHELL: fish (expected: bash or zsh)
                    route-set a --default v1 --source :v1;   a8ctl route-set: --source: :v1 (expected: such as
                    action-add --destination a --source : --action v1(1->abort=503);  a8ctl action-add: --source: : (expected: such as
                    traffic-step a --amount x; a8ctl traffic-step: --amount: x (expected: a whole number) (see
                    """)
    void endsWith64ForWhatIsNoCommandLine(String line, String error) {
        Said said = desk.type(line.split(" "));

        assertThat(said.code()).isEqualTo(64);
        assertThat(said.error()).startsWith(error).contains("--help)\n");
        assertThat(said.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--a8-registry-url URL service-list",
                "service-list --a8-registry-url URL",
                "service-list --a8-registry-url=URL/",
                "--a8_registry_url URL service-list",
                "service-list --a8_registry_url=URL"
            })
    void takesTheServersBeforeAndBehindTheCommand(String line) {
        desk.registers(Map.of()).variable("A8_REGISTRY_URL", "http://127.0.0.1:1");

        Said said =
                desk.type(line.replace("URL", desk.registry().url().toString()).split(" "));

        assertThat(said.code()).as(said.error()).isZero();
    }

    @Test
    void sendsTheTokens() {
        desk.registers(Map.of("a", ""))
                .holds(Map.of("/v1/rules/routes", "{\"services\":{}}"))
                .variable("A8_REGISTRY_TOKEN", "R")
                .variable("A8_CONTROLLER_TOKEN", "V");

        assertThat(desk.type("route-list", "--a8-controller-token", "C").code()).isZero();

        assertThat(desk.registry().calls().get(0).headers()).containsEntry("Authorization", "Bearer R");
        assertThat(desk.controller().calls().get(0).headers()).containsEntry("Authorization", "Bearer C");
    }

    @Test
    void printsEachCallAsCurlWithoutItsToken() {
        desk.holds(Map.of()).variable("A8_CONTROLLER_TOKEN", "CANARY");

        Said said = desk.type("--debug", "route-set", "it's", "--default", "v'1");

        assertThat(said.out()).isEqualTo("Set routing rules for microservice it's\n");
        assertThat(said.error())
                .isEqualTo("""
                curl -X PUT -H 'Accept: application/json' -H 'Content-Type: application/json' -H 'Authorization: Bearer ***' -d '{"rules":[{"destination":"it'\\''s","priority":1,"route":{"backends":[{"tags":["v'\\''1"]}]}}]}' 'URL/v1/rules/routes/it%27s'
                # 201 {"ids":["a"]}
                """.replace("URL", desk.controller().url().toString()));
        assertThat(desk.variable("A8_DEBUG", "1").type("route-delete", "a").error())
                .startsWith("curl -X DELETE -H 'Accept: application/json' -H 'Authorization: Bearer ***' 'http");
        assertThat(desk.variable("A8_DEBUG", "0").type("route-delete", "a").error())
                .isEmpty();
    }

    @Test
    void endsWith2WhereNobodyAnswers() {
        int port = desk.registry().port();
        desk.registry().close();

        Said said = desk.type("service-list");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.error()).startsWith("Could not contact http://127.0.0.1:" + port + "/api/v1/services: ");
    }

    @Test
    void endsWith3WhereSomethingElseAnswers() {
        desk.registry().always(Reply.ok("<html>\u001b"));
        assertThat(desk.type("service-list"))
                .isEqualTo(new Said(
                        3,
                        "",
                        "GET " + desk.registry().url() + "/api/v1/services answered 200 with what is no JSON object\n"
                                + "<html>?\n"));
        desk.registry().always(Reply.ok("{\"services\":[]}, and more"));
        assertThat(desk.type("service-list").code()).isEqualTo(3);
        desk.registry().always(Reply.redirect("http://127.0.0.1:1/"));
        assertThat(desk.type("service-list").code()).isEqualTo(3);
        desk.registry().always(Reply.of(401, ""));
        assertThat(desk.type("service-list").error()).endsWith("/api/v1/services answered 401\n");
    }

    /** As {@code a8ctl route-list | head -1} closes it: whoever reads has seen enough. */
    @Test
    void keepsQuietWhereThePipeIsClosed() throws IOException {
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        int code;
        try (PrintStream closed = new PrintStream("/dev/full", StandardCharsets.UTF_8)) {
            code = A8ctl.run(
                    List.of("--help"),
                    Map.of(),
                    new Streams(
                            InputStream.nullInputStream(),
                            closed,
                            new PrintStream(error, true, StandardCharsets.UTF_8)),
                    () -> true);
        }

        assertThat(code).isEqualTo(141);
        assertThat(error.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void endsWith74WhereItsResultsCannotBeWritten() throws IOException {
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        int code;
        try (PrintStream full = new PrintStream("/dev/full", StandardCharsets.UTF_8)) {
            code = A8ctl.run(
                    List.of("--help"),
                    Map.of(),
                    new Streams(
                            InputStream.nullInputStream(), full, new PrintStream(error, true, StandardCharsets.UTF_8)));
        }

        assertThat(code).isEqualTo(74);
        assertThat(error).hasToString("a8ctl: standard output cannot be written, as on a full disk\n");
    }

    @Test
    void saysWhyAHostsNameWithAnUnderscoreIsNone() {
        assertThat(desk.variable("A8_REGISTRY_URL", "http://my_registry:8080/a").type("service-list"))
                .isEqualTo(
                        new Said(
                                64,
                                "",
                                "a8ctl service-list: A8_REGISTRY_URL: http://my_registry:8080/a (expected: such as"
                                        + " http://localhost:31200; a host's name has no _) (see a8ctl service-list --help)\n"));
        assertThat(desk.variable("A8_REGISTRY_URL", "http://my.registry:x/a_b")
                        .type("service-list")
                        .error())
                .contains("such as http://localhost:31200) ");
    }

    @Test
    void refusesWordsThatItsLocaleCouldNotRead() {
        Said said = desk.type("route-delete", "b\ufffd\ufffdcher");

        assertThat(said)
                .isEqualTo(new Said(
                        64,
                        "",
                        "a8ctl: b\ufffd\ufffdcher: letters that the locale cannot read (expected: one of UTF-8, such as"
                                + " LC_ALL=C.UTF-8)\n"));
        assertThat(desk.controller().calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "A8_REGISTRY_URL,   localhost:31300,        A8_REGISTRY_URL: localhost:31300",
        "A8_REGISTRY_URL,   ftp://x,                A8_REGISTRY_URL: ftp://x",
        "A8_REGISTRY_URL,   http://x?y=z,           A8_REGISTRY_URL: http://x?y=z",
        "A8_REGISTRY_URL,   http://me:CANARY@x,     A8_REGISTRY_URL: ***",
        "A8_REGISTRY_URL,   http://me:CAN ARY@x,    A8_REGISTRY_URL: ***",
        "A8_REGISTRY_TOKEN, CAN ARY,                A8_REGISTRY_TOKEN: unsendable"
    })
    void namesAWrongAddressAndRepeatsNoSecret(String variable, String value, String error) {
        Said said = desk.variable(variable, value).type("service-list");

        assertThat(said.code()).isEqualTo(64);
        assertThat(said.error())
                .startsWith("a8ctl service-list: " + error + " (expected: ")
                .doesNotContain("ARY");
        assertThat(desk.registry().calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completesCommandsAndOptions(String shell) throws IOException, InterruptedException {
        String script = desk.type("completion", shell).out();

        assertThat(COMMANDS).allSatisfy(command -> assertThat(script).contains(command));
        assertThat(complete(script, "a8ctl", "traffic-")).contains("traffic-start", "traffic-step", "traffic-abort");
        assertThat(complete(script, "a8ctl", "route-set", "x", "--sel")).containsExactly("--selector");
        assertThat(complete(script, "a8ctl", "route-list", "-o", "")).contains("json", "yaml", "table");
    }

    /** What bash makes of these words when the last one is to be completed. */
    private List<String> complete(String script, String... words) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("completion"), script);
        String line = String.join(" ", words);
        String trial =
                """
                source %s
                COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d
                _complete_a8ctl
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(file, line + (line.endsWith(" ") ? "''" : ""), words.length - 1, line, line.length());
        Process bash = new ProcessBuilder("bash", "-c", trial)
                // There is no command line being typed for "compopt" to change, which it complains about.
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bash.waitFor();
        return said.lines().map(String::strip).filter(word -> !word.isEmpty()).toList();
    }
}
