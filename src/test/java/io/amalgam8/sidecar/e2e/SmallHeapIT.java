package io.amalgam8.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.amalgam8.sidecar.testing.Http;
import io.amalgam8.sidecar.testing.Program;
import io.amalgam8.sidecar.testing.RawUpstream;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that never end meet a heap that is soon full. */
final class SmallHeapIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Buffer BLANKS = Buffer.buffer(" ".repeat(64 * 1024));

    @ParameterizedTest
    @ValueSource(ints = {64, 96})
    void endlessAnswersOfBothServersHarmNobody(int heap) {
        Vertx vertx = Vertx.vertx();
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                FakeServer registry = FakeServer.start(vertx);
                FakeServer controller = FakeServer.start(vertx)) {
            Reply listing = Reply.ok("{\"instances\":[{\"id\":\"a\",\"service_name\":\"s\",\"status\":\"UP\","
                    + "\"endpoint\":{\"type\":\"http\",\"value\":\"" + upstream.endpoint() + "\"}}]}");
            Reply rules = Reply.ok("{\"rules\":[],\"revision\":0}");
            registry.always(listing);
            controller.always(rules);
            try (Program sidecar = Program.java(
                    Map.of(),
                    List.of(
                            "-Xmx" + heap + "m",
                            "-jar",
                            Program.jar(),
                            "--proxy",
                            "--proxy_port=0",
                            "--admin_port=0",
                            "--registry_url=" + registry.url(),
                            "--registry_poll=100ms",
                            "--controller_url=" + controller.url(),
                            "--controller_poll=100ms"))) {
                String url = "http://" + sidecar.awaitLine("proxy=(\\S+)").group(1) + "/s/x";
                await().atMost(PATIENCE).until(() -> Http.get(url).statusCode() == 200);

                registry.always(SmallHeapIT::endless);
                controller.always(SmallHeapIT::endless);
                long asked = registry.calls().size();
                await().atMost(PATIENCE).until(() -> {
                    assertThat(Http.get(url).statusCode()).isEqualTo(200);
                    return registry.calls().size() > asked + 10;
                });
                registry.always(listing);
                controller.always(rules);

                sidecar.awaitLine("server is back.* server=registry");
                sidecar.awaitLine("server is back.* server=controller");
                assertThat(Http.get(url).statusCode()).isEqualTo(200);
                assertThat(sidecar.output())
                        .contains("answer is too long (expected: at most ")
                        .contains("a sixteenth of the heap that -Xmx grants")
                        .doesNotContain("OutOfMemory");
            }
        } finally {
            Await.result(vertx.close());
        }
    }

    private static void endless(HttpServerResponse response) {
        response.setChunked(true);
        goOn(response);
    }

    private static void goOn(HttpServerResponse response) {
        response.write(BLANKS).onSuccess(written -> {
            if (!response.closed()) {
                goOn(response);
            }
        });
    }
}
