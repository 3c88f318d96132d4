package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.FakeServer.Call;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ServiceCommandsTest {

    private final Desk desk = new Desk();

    @BeforeEach
    void register() {
        desk.registers(Map.of(
                "reviews",
                "{\"id\":\"1\"},{\"id\":\"2\",\"tags\":[\"v1\"]},{\"id\":\"3\",\"tags\":[\"v1\"],\"status\":\"STARTING\"}",
                "gateway",
                "{\"id\":\"4\",\"tags\":[\"v2\",\"blue\"]}"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void listsEachServiceWithItsVersionsAndHowManyInstancesTheyHave() {
        Said said = desk.type("service-list");

        assertThat(said.out()).isEqualTo("""
                +---------+----------------------+
                | Service | Instances            |
                +---------+----------------------+
                | gateway | v2,blue(1)           |
                | reviews | v1(2), -untagged-(1) |
                +---------+----------------------+
                """);
        assertThat(said.error()).isEmpty();
        assertThat(said.code()).isZero();
        assertThat(desk.registry().calls())
                .extracting(Call::uri)
                .containsExactly("/api/v1/services", "/api/v1/services/gateway", "/api/v1/services/reviews");
        assertThat(desk.registry().calls())
                .allSatisfy(call -> assertThat(call.headers()).containsEntry("Accept", "application/json"));
    }

    @Test
    void listsThemAsJson() {
        String json = """
                [
                  {
                    "service": "gateway",
                    "instances": [
                      "v2,blue(1)"
                    ]
                  },
                  {
                    "service": "reviews",
                    "instances": [
                      "v1(2)",
                      "-untagged-(1)"
                    ]
                  }
                ]
                """;
        assertThat(desk.type("service-list", "--json").out()).isEqualTo(json);
        assertThat(desk.type("service-list", "-o", "json").out()).isEqualTo(json);
    }

    @Test
    void listsThemAsYaml() {
        assertThat(desk.type("service-list", "-o", "yaml").out()).isEqualTo("""
                - service: gateway
                  instances:
                  - v2,blue(1)
                - service: reviews
                  instances:
                  - v1(2)
                  - -untagged-(1)
                """);
    }

    @Test
    void countsNothingOfAServiceThatIsGoneMeanwhile() {
        desk.registry()
                .answers(call -> call.uri().equals("/api/v1/services")
                        ? Reply.ok("{\"services\":[\"gone\"]}")
                        : Reply.of(404, "{\"Error\":\"Failed to enumerate service names\"}"));

        Said said = desk.type("service-list");

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("| gone    |           |\n");
    }

    @Test
    void showsNoControlCharactersOfAName() {
        desk.registry()
                .answers(call -> call.uri().equals("/api/v1/services")
                        ? Reply.ok("{\"services\":[\"a\\u001b[2J\"]}")
                        : Reply.ok("{\"instances\":[]}"));

        assertThat(desk.type("service-list").out()).contains("| a?[2J ").doesNotContain("\u001b");
    }
}
