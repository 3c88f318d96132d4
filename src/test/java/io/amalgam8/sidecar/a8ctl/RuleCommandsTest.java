package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RuleCommandsTest {

    private static final String RULE = """
            {"id":"a","destination":"reviews","priority":1,"tags":["t1","t2"],"route":{"backends":[{"tags":["v1"],"weight":0.25}]}}""";

    private static final String YAML = """
            rules:
            - id: a
              destination: reviews
              priority: 1   # the lowest
              tags: [t1, 't2']
              route:
                backends:
                - tags:
                  - v1
                  weight: 0.25
            """;

    @TempDir
    private Path directory;

    private final Desk desk = new Desk();

    @BeforeEach
    void serve() {
        desk.holds(Map.of(
                "/v1/rules", "{\"rules\":[" + RULE + "],\"revision\":1}",
                "/v1/rules?id=a&id=b&tag=t%201&destination=reviews", "{\"rules\":[" + RULE + "],\"revision\":1}"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"rules\":[RULE]}", "[RULE]", "RULE", "\t{\n\t\"rules\": [RULE]}"})
    void createsTheRulesOfAFileOfJson(String form) throws IOException {
        Path file = Files.writeString(directory.resolve("rules.json"), form.replace("RULE", RULE));

        Said said = desk.type("rule-create", "-f", file.toString());

        assertThat(said.error()).isEmpty();
        assertThat(said.out()).isEqualTo("Created rules with ids: a, b\n");
        assertThat(said.code()).isZero();
        desk.assertChanged("POST /v1/rules", "{\"rules\":[" + RULE + "]}");
    }

    @Test
    void createsTheRulesOfYamlOnStandardInput() {
        Said said = desk.input(YAML).type("rule-create", "--file", "-", "-o", "json");

        assertThat(said.error()).isEmpty();
        assertThat(said.out()).isEqualTo("""
                {
                  "ids": [
                    "a",
                    "b"
                  ]
                }
                """);
        desk.assertChanged("POST /v1/rules", "{\"rules\":[" + RULE + "]}");
    }

    @Test
    void readsYamlsWordsAsTheyLook() {
        desk.input("""
                - destination: yes
                  match: {headers: {A: 010, B: 2026-01-01, C: "1", D: 1e1}}
                  route: {backends: [{tags: &tags [on, 1.0.1]}, {tags: *tags}]}
                """).type("rule-create", "-f", "-");

        desk.assertChanged("POST /v1/rules", """
                {"rules":[{"destination":"yes","match":{"headers":{"A":"010","B":"2026-01-01","C":"1","D":10.0}},
                  "route":{"backends":[{"tags":["on","1.0.1"]},{"tags":["on","1.0.1"]}]}}]}""");
    }

    @Test
    void readsYamlThatBeginsLikeJson() {
        desk.input("""
                "destination": reviews
                "route": {"backends": [{"tags": [v1]}]}
                """).type("rule-create", "-f", "-");

        desk.assertChanged("POST /v1/rules", """
                {"rules":[{"destination":"reviews","route":{"backends":[{"tags":["v1"]}]}}]}""");
    }

    @Test
    void createsNoPartOfWhatItCannotReadAsAWhole() {
        Said said = desk.input(RULE + "\n" + RULE).type("rule-create", "-f", "-");

        assertThat(said.code()).isEqualTo(5);
        assertThat(said.error()).startsWith("standard input:2: ");
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void updatesRulesByTheirIds() {
        Said said = desk.input(YAML).type("rule-update", "-f", "-");

        assertThat(said.out()).isEqualTo("Updated rules with ids: a\n");
        assertThat(said.code()).isZero();
        desk.assertChanged("PUT /v1/rules", "{\"rules\":[" + RULE + "]}");
    }

    @Test
    void showsRulesInEachFormOfWhichTheFirstTwoCanBeCreatedAgain() {
        String[] which = {"rule-get", "a", "-i", "b", "-t", "t 1", "-d", "reviews"};
        String yaml = desk.type("rule-get", "--all", "-o", "yaml").out();
        String json = desk.type(which).out();

        assertThat(yaml).isEqualTo("""
                rules:
                - id: a
                  destination: reviews
                  priority: 1
                  tags:
                  - t1
                  - t2
                  route:
                    backends:
                    - tags:
                      - v1
                      weight: 0.25
                """);
        assertThat(json).startsWith("{\n  \"rules\": [\n    {\n      \"id\": \"a\",\n");
        assertThat(desk.type("rule-get", "-a", "-o", "table").out()).isEqualTo("""
                +---------+-------------+-------+----------+--------+
                | Rule Id | Destination | Kind  | Priority | Tags   |
                +---------+-------------+-------+----------+--------+
                | a       | reviews     | route | 1        | t1, t2 |
                +---------+-------------+-------+----------+--------+
                """);
        desk.input(yaml).type("rule-create", "-f", "-");
        desk.assertChanged("POST /v1/rules", "{\"rules\":[" + RULE + "]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "yaml"})
    void showsNothingThatSteersATerminalAndLosesNothingOfIt(String format) {
        String rule = RULE.replace("reviews", "\u009b31m\u202e\u0085\u007f\ud83d\ude00é");
        desk.holds(Map.of("/v1/rules", "{\"rules\":[" + rule + "]}"));

        Said said = desk.type("rule-get", "--all", "-o", format);

        assertThat(said.out()).matches("[\\x20-\\x7e\\n]+").contains("31m");
        desk.input(said.out()).type("rule-create", "-f", "-");
        desk.assertChanged("POST /v1/rules", "{\"rules\":[" + rule + "]}");
    }

    @Test
    void showsTheLettersOfAllLanguages() {
        desk.holds(Map.of("/v1/rules", "{\"rules\":[" + RULE.replace("reviews", "критика 书") + "]}"));

        assertThat(desk.type("rule-get", "--all").out()).contains("критика 书");
        assertThat(desk.type("rule-get", "--all", "-o", "yaml").out()).contains("критика 书");
    }

    @ParameterizedTest
    @CsvSource({
        "a,              ?id=a,                            Deleted rule with id: a",
        "-i a,           ?id=a,                            Deleted rule with id: a",
        "a b -t t,       ?id=a&id=b&tag=t,                 'Deleted rules with id: a, id: b, tag: t'",
        "-d x&y -d z,    ?destination=x%26y&destination=z, 'Deleted rules with destination: x&y, destination: z'",
        "--all,          '',                               Deleted all rules"
    })
    void deletesTheRulesThatAreMeant(String words, String query, String told) {
        Said said = desk.type(("rule-delete " + words).split(" "));

        assertThat(said.error()).isEmpty();
        assertThat(said.out()).isEqualTo(told + "\n");
        assertThat(said.code()).isZero();
        desk.assertChanged("DELETE /v1/rules" + query, "");
    }

    @Test
    void deletesTheRulesOfAFile() {
        Said said = desk.input(YAML).type("rule-delete", "-f", "-");

        assertThat(said.out()).isEqualTo("Deleted rule with id: a\n");
        desk.assertChanged("DELETE /v1/rules?id=a", "");
    }

    @Test
    void neverDeletesMoreThanWasSaid() {
        assertThat(desk.type("rule-delete").code()).isEqualTo(64);
        assertThat(desk.type("rule-delete", "").code()).isEqualTo(64);
        assertThat(desk.type("rule-delete", "-i", "").code()).isEqualTo(64);
        assertThat(desk.type("rule-delete", "-t", " ").code()).isEqualTo(64);
        assertThat(desk.type("rule-delete", "a", "--all").code()).isEqualTo(64);
        assertThat(desk.input("[{\"destination\":\"a\"}]").type("rule-delete", "-f", "-"))
                .isEqualTo(new Said(5, "", "-: rule 1 has no id (expected: one for each)\n"));
        assertThat(desk.controller().calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "route-delete ..",
                "route-delete .",
                "action-clear ..",
                "route-set .. --default v1",
                "traffic-abort ..",
                "action-add --destination .. --source a --action v1(1->abort=503)"
            })
    void takesStepsOfAPathForNoService(String line) {
        Said said = desk.type(line.split(" "));

        assertThat(said.code()).isEqualTo(64);
        assertThat(said.error()).matches("Service \\.\\.?: no name \\(expected: a name\\)\n");
        assertThat(desk.controller().calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    `[]`;         standard input: no rules (expected: one at least)
                    `{"rules":[]}`; standard input: no rules (expected: one at least)
                    `[1]`;        standard input: rule 1 is no mapping (expected: rules)
                    `word`;       standard input: rule 1 is no mapping (expected: rules)
                    ``;           standard input: empty (expected: JSON or YAML)
                    `a: [`;       standard input:1: expected the node content, but found '<stream end>' (expected: JSON or YAML)
                    `[a]: b`;     standard input: a list or mapping as a key (expected: a name) (expected: JSON or YAML)
                    """)
    void refusesWhatAreNoRules(String text, String error) {
        assertThat(desk.input(text).type("rule-create", "-f", "-")).isEqualTo(new Said(5, "", error + "\n"));
        assertThat(desk.controller().calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    mach: {headers: {A: b}}; mach: unknown (expected: id, priority, tags, destination, match, route, actions)
                    prioritty: 10;           prioritty: unknown (expected: id, priority, tags, destination, match, route, actions)
                    priority: "10";          priority: "10" (expected: a whole number)
                    priority: 1.5;           priority: 1.5 (expected: a whole number)
                    id: 7;                   id: 7 (expected: a text)
                    tags: v1;                tags: "v1" (expected: a list of texts)
                    tags: [1.0];             tags: [1.0] (expected: a list of texts)
                    """)
    void sendsNoRuleOfWhichTheControllerWouldDropOrNotUnderstandAPart(String line, String problem) {
        String rules = YAML + "- destination: helloworld\n  " + line + "\n  route: {backends: [{tags: [v1]}]}\n";
        Said refused = new Said(5, "", "standard input: rule 2 (destination helloworld): " + problem + "\n");

        assertThat(desk.input(rules).type("rule-create", "-f", "-")).isEqualTo(refused);
        assertThat(desk.input(rules).type("rule-update", "-f", "-")).isEqualTo(refused);
        assertThat(desk.controller().calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    `- destination: a\n  priority: 1\n  destination: b`; standard input:3: destination: given twice (expected: once)
                    `{"rules":[\n\t{"destination":"a","match":{},\n\t"destination":"b"}]}`; standard input:3: Duplicate field 'destination' (expected: once)
                    `base: &base {priority: 1}\nrules:\n- <<: *base\n  destination: a`; standard input:3: <<: not merged here (expected: each field written out)
                    """)
    void refusesFieldsOfWhichOneWouldBeLost(String text, String error) {
        Said said = desk.input(text).type("rule-create", "-f", "-");

        assertThat(said).isEqualTo(new Said(5, "", error + "\n"));
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void sendsWhatCountsAsAbsentToTheController() {
        String rule =
                "{\"destination\":\"x\",\"priority\":null,\"tags\":null,\"id\":null,\"actions\":null,\"route\":{}}";

        assertThat(desk.input(rule).type("rule-create", "-f", "-").error()).isEmpty();
        desk.assertChanged("POST /v1/rules", "{\"rules\":[" + rule + "]}");
    }

    @Test
    void cutsALongValueInWhatItSaysOfIt() {
        Said said = desk.input("{\"priority\":\"" + "1".repeat(10_000) + "\"}").type("rule-create", "-f", "-");

        assertThat(said.error()).hasSizeLessThan(200).contains("…").contains("(expected: a whole number)");
    }

    @Test
    void takesAFieldOfThatNameThatIsQuoted() {
        desk.input("{destination: a, match: {headers: {'<<': b}}}").type("rule-create", "-f", "-");

        desk.assertChanged(
                "POST /v1/rules", "{\"rules\":[{\"destination\":\"a\",\"match\":{\"headers\":{\"<<\":\"b\"}}}]}");
    }

    @Test
    void refusesADocumentThatGrowsWhenItIsRead() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 21; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        Said said = desk.input(bomb.toString()).type("rule-create", "-f", "-");

        assertThat(said.code()).isEqualTo(5);
        assertThat(said.error()).contains("too large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&a [*a]", "rules: &a\n- destination: x\n  route: *a\n"})
    void refusesADocumentThatHoldsItself(String text) {
        Said said = desk.input(text).type("rule-create", "-f", "-");

        assertThat(said)
                .isEqualTo(new Said(
                        5, "", "standard input: too deep (expected: at most 50 levels) (expected: JSON or YAML)\n"));
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void readsNoMoreThanAControllerTakes() {
        Said said = desk.input(RULE + " ".repeat(RuleFile.LARGEST)).type("rule-create", "-f", "-");

        assertThat(said).isEqualTo(new Said(5, "", "File -: too large (expected: at most 8388608 bytes)\n"));
        assertThat(desk.type("rule-create", "-f", "/dev/zero").error()).startsWith("File /dev/zero: too large");
        assertThat(desk.controller().calls()).isEmpty();
    }

    @Test
    void endsWith4WithoutAFile() {
        assertThat(desk.type("rule-create")).isEqualTo(new Said(4, "", "You must specify --file\n"));
        assertThat(desk.type("rule-update", "-f", directory + "/none"))
                .isEqualTo(new Said(4, "", "File " + directory + "/none cannot be read: does not exist\n"));
    }
}
