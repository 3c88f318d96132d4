package io.amalgam8.sidecar.a8ctl;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.amalgam8.sidecar.a8ctl.Server.Address;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.FakeServer;
import io.amalgam8.sidecar.testing.FakeServer.Reply;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ServerTest {

    private final Vertx vertx = Vertx.vertx();
    private final FakeServer fake = FakeServer.start(vertx);

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void waitsNoLongerThanItsDeadlineForAnAnswerAndItsEnd() {
        Server server = new Server(Server.client(), new Address(fake.url(), ""), Duration.ofMillis(200), line -> {});

        for (Reply reply : List.of(Reply.nothing(), Reply.dripping())) {
            fake.always(reply);

            assertThatExceptionOfType(FailedCommandException.class)
                    .isThrownBy(() -> server.get("/x"))
                    .withMessage("Could not contact " + fake.url() + "/x: no answer in time")
                    .returns(2, FailedCommandException::code);
        }
    }

    @Test
    void breaksOffAnAnswerThatIsTooLong() {
        Server server = new Server(Server.client(), new Address(fake.url(), ""), Duration.ofSeconds(30), line -> {});
        fake.always(Reply.ok(" ".repeat(Math.toIntExact(Server.LONGEST_ANSWER)) + "{}"));

        assertThatExceptionOfType(FailedCommandException.class)
                .isThrownBy(() -> server.get("/x"))
                .withMessage(fake.url() + "/x answered more than " + Server.LONGEST_ANSWER + " bytes")
                .returns(3, FailedCommandException::code);
    }

    @Test
    void takesACutAnswerForNone() {
        Server server = new Server(Server.client(), new Address(fake.url(), ""), Duration.ofSeconds(30), line -> {});
        fake.always(Reply.cut("{}"));

        assertThatExceptionOfType(FailedCommandException.class)
                .isThrownBy(() -> server.get("/x"))
                .returns(2, FailedCommandException::code);
    }
}
