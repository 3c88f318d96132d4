package io.amalgam8.sidecar.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LessonTest {

    private static final Scene SCENE = scene(5813, 31300, 31200, List.of());

    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir
    private Path directory;

    @Test
    void splitsByWeight() throws IOException, InterruptedException {
        JsonNode backends = rules("quarter", "/routes/").get(0).at("/route/backends");
        assertThat(backends.toString()).isEqualTo("""
                [{"tags":["v2"],"weight":0.25},{"tags":["v1"]}]""");
    }

    @Test
    void sendsAliceElsewhereByRulesOfDifferentPriority() throws IOException, InterruptedException {
        JsonNode rules = rules("Alice", "/routes/");
        assertThat(rules.get(0).at("/match/headers/Cookie").asText()).isEqualTo(".*?user=Alice");
        assertThat(rules.get(0).at("/route/backends/0/tags/0").asText()).isEqualTo("v2");
        assertThat(rules.get(0).get("priority").asInt())
                .isGreaterThan(rules.get(1).get("priority").asInt());
        assertThat(rules.get(1).has("match")).isFalse();

        assertThat(paste(lesson("Alice").commands().get(1)).headers()).containsEntry("Cookie", "user=Alice");
    }

    @Test
    void delaysByTwoSeconds() throws IOException, InterruptedException {
        assertThat(rules("Delay", "/actions/").get(0).get("actions").toString()).isEqualTo("""
                [{"action":"delay","duration":2,"probability":1}]""");
    }

    @Test
    void abortsHalf() throws IOException, InterruptedException {
        assertThat(rules("Abort", "/actions/").get(0).get("actions").toString()).isEqualTo("""
                [{"action":"abort","return_code":503,"probability":0.5}]""");
    }

    @Test
    void removesAllRules() throws IOException, InterruptedException {
        PastedCommand removal = paste(lesson("Remove").commands().get(0));
        assertThat(removal.method()).isEqualTo("DELETE");
        assertThat(removal.url()).isEqualTo("http://127.0.0.1:31200/v1/rules");
    }

    @Test
    void everyCommandIsOneThatAShellTakes() throws IOException, InterruptedException {
        for (Lesson lesson : Lesson.of(SCENE)) {
            for (String command : lesson.commands()) {
                assertThat(paste(command).url()).startsWith("http://");
            }
        }
        for (String command : Lesson.looking(SCENE).commands()) {
            assertThat(paste(command).url()).startsWith("http://127.0.0.1:5813/");
        }
    }

    @Test
    void saysWhereTheDemoIsWhereSomebodyElseIsAtItsUsualPorts() {
        Scene elsewhere = scene(5814, 41300, 31200, List.of(31300, 5813));

        assertThat(Lesson.aiming(elsewhere)).hasValueSatisfying(lesson -> {
            assertThat(lesson.title()).startsWith("Somebody else is at 31300, 5813: ");
            assertThat(lesson.commands())
                    .containsExactly("export A8_CONTROLLER_URL=http://127.0.0.1:31200"
                            + " A8_REGISTRY_URL=http://127.0.0.1:41300 A8_ADMIN_PORT=5814");
        });
        assertThat(Lesson.aiming(scene(5814, 41300, 41200, List.of())))
                .hasValueSatisfying(lesson -> assertThat(lesson.title()).startsWith("Not at the usual ports: "));
        assertThat(Lesson.aiming(SCENE)).isEmpty();
    }

    private static Scene scene(int admin, int registry, int controller, List<Integer> taken) {
        Program program = new Program(Path.of("java"), List.of("-jar", "a8sidecar.jar"), "a8sidecar.jar");
        return new Scene(program, Path.of("/tmp/logs"), 6379, admin, registry, controller, taken, List.of());
    }

    private JsonNode rules(String title, String kind) throws IOException, InterruptedException {
        PastedCommand put = paste(lesson(title).commands().get(0));
        assertThat(put.method()).isEqualTo("PUT");
        assertThat(put.url()).isEqualTo("http://127.0.0.1:31200/v1/rules" + kind + "helloworld");
        assertThat(put.headers()).containsEntry("Content-Type", "application/json");
        JsonNode rules = json.readTree(put.body()).get("rules");
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.get("destination").asText()).isEqualTo("helloworld");
            assertThat(rule.has("route")).isNotEqualTo(rule.has("actions"));
        });
        return rules;
    }

    private static Lesson lesson(String title) {
        return Lesson.of(SCENE).stream()
                .filter(lesson -> lesson.title().contains(title))
                .findFirst()
                .orElseThrow();
    }

    private PastedCommand paste(String command) throws IOException, InterruptedException {
        return PastedCommand.paste(command, directory);
    }
}
