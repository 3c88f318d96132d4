package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.Main;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process shows: signals, and the locale. */
final class A8ctlProcessTest {

    private static final int TERMINATED = 143;
    private static final long SLOW_MILLIS = 500;

    private final Desk desk = new Desk();
    private final List<String> told = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void takesRulesAwayThatWereUnderWayWhenItWasTerminated() throws IOException {
        plantsSlowly(Reply.of(200, ""));

        try (Program recipe = recipe()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> desk.controller().count("POST") == 1);
            recipe.signal("TERM");

            assertThat(recipe.exitCode()).as(recipe.output()).isEqualTo(TERMINATED);
        }
        assertThat(told).containsExactly("there", "gone");
    }

    @Test
    void saysWhichRulesItCouldNotTakeAwayWhenItWasTerminated() throws IOException {
        plantsSlowly(Reply.of(503, ""));

        try (Program recipe = recipe()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> desk.controller().count("POST") == 1);
            recipe.signal("TERM");

            assertThat(recipe.exitCode()).isEqualTo(TERMINATED);
            assertThat(recipe.output())
                    .containsPattern("The rules of recipe (\\S+) are still there: rule-delete --tag \\1 deletes them");
        }
    }

    @Test
    void printsTheLettersOfAllLanguagesWhateverTheLocale() {
        desk.holds(Map.of("/v1/rules", "{\"rules\":[{\"id\":\"a\",\"destination\":\"критика 书\"}]}"));

        try (Program get = start(Map.of("LC_ALL", "C"), "rule-get", "--all")) {
            assertThat(get.exitCode()).as(get.output()).isZero();
            assertThat(get.output()).contains("\"destination\": \"критика 书\"");
        }
    }

    /** The controller takes rules after a while, and answers so when they are to be deleted. */
    private void plantsSlowly(Reply deleted) {
        Reply created = Reply.of(201, "{\"ids\":[\"a\"]}");
        desk.controller().answers(call -> {
            if (call.method().equals("DELETE")) {
                told.add("gone");
                return deleted;
            }
            return response -> desk.vertx().setTimer(SLOW_MILLIS, fired -> {
                told.add("there");
                created.send(response);
            });
        });
    }

    private Program recipe() throws IOException {
        return start(
                Map.of(),
                "recipe-run",
                "--topology=" + file("topology", "{\"dependencies\":{\"gateway\":[\"reviews\"]}}"),
                "--scenarios=" + file("scenarios", """
                        {"gremlins":[{"scenario":"crash_service","source":"gateway","dest":"reviews"}]}"""),
                "--checks=" + file("checks", """
                        {"checks":[{"name":"http_status","source":"gateway","dest":"reviews","status":200}]}"""));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Program start(Map<String, String> variables, String... words) {
        List<String> command =
                new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "ctl"));
        command.addAll(List.of(words));
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("A8_CONTROLLER_URL", desk.controller().url().toString());
        return Program.java(environment, command);
    }
}
