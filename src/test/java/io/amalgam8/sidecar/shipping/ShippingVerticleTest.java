package io.amalgam8.sidecar.shipping;

import static io.amalgam8.sidecar.shipping.RunningShipping.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.shipping.FakeLogServer.Answers;
import io.amalgam8.sidecar.testing.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines from files to a server: each of them, in order, whatever happens to files, server and sidecar. */
final class ShippingVerticleTest {

    private FakeLogServer server = FakeLogServer.start();
    private LogDirectory logs;

    @TempDir
    Path folder;

    @BeforeEach
    void begin() {
        logs = new LogDirectory(folder);
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void shipsEachLineOnceAndInOrder() {
        logs.write(5000);
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> server.events().size() >= 5000);
            logs.write(10);
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 5010);
            assertThat(server.messages()).isEqualTo(logs.written());
            assertThat(shipping.value(Metric.LOG_SHIP_SENT)).isEqualTo(5010);
            assertThat(shipping.value(Metric.LOG_SHIP_SENT_AGAIN)).isZero();
            assertThat(shipping.value(Metric.LOG_SHIP_LOST)).isZero();
            assertThat(shipping.value(Metric.LOG_SHIP_CONNECTED)).isEqualTo(1);
            assertThat(shipping.value(Metric.LOG_SHIP_UNACKNOWLEDGED)).isZero();
            assertThat(shipping.value(Metric.LOG_SHIP_BYTES)).isBetween(1L, 5010L * 60);
        }
    }

    @Test
    void givesAnEventTheShapeThatFilebeatGave() {
        logs.write(2);
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> server.events().size() == 2);
            JsonNode event = server.events().get(1);
            assertThat(event.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("@timestamp", "beat", "type", "source", "offset", "message");
            assertThat(event.path("beat").fieldNames()).toIterable().containsExactlyInAnyOrder("hostname", "name");
            assertThat(event.path("beat").path("hostname").asText()).isNotEmpty();
            assertThat(event.path("type").asText()).isEqualTo("log");
            assertThat(event.path("source").asText()).isEqualTo(logs.log().toString());
            assertThat(event.path("offset").asLong())
                    .isEqualTo(logs.written().get(0).getBytes(StandardCharsets.UTF_8).length + 1);
            assertThat(event.path("message").asText()).isEqualTo(logs.written().get(1));
            assertThat(event.path("@timestamp").asText())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(Instant.parse(event.path("@timestamp").asText()))
                    .isBetween(Instant.now().minusSeconds(120), Instant.now());
            assertThat(shipping.value(Metric.LOG_SHIP_LOST)).isZero();
        }
    }

    @Test
    void goesOnWhereItWasAfterARestart() {
        logs.write(100);
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 100);
        }
        logs.write(50);
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 50);
        }
        assertThat(server.messages()).isEqualTo(logs.written());
    }

    @Test
    void findsItsFileAgainWhenItWasRotatedAndPackedMeanwhile() {
        logs.write(100);
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 100);
        }
        logs.write(30);
        Path first = logs.rotate();
        logs.write(20);
        logs.pack(first);
        logs.rotate();
        logs.write(10);
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 60);
        }
        assertThat(server.messages()).isEqualTo(logs.written());
    }

    @Test
    void losesAndDoublesNothingOverManyRotations() {
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            for (int i = 0; i < 20; i++) {
                logs.write(300);
                Path old = logs.rotate();
                if (i % 2 == 0) {
                    logs.pack(old);
                }
            }
            logs.write(1);
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 6001);
            assertThat(server.messages()).isEqualTo(logs.written());
        }
    }

    @Test
    void readsOnWhatWasRemovedWhileItWasRead() throws IOException {
        logs.write(10);
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> server.events().size() == 10);
            logs.write(10);
            Files.delete(logs.rotate());
            logs.write(10);
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 30);
        }
        assertThat(server.messages()).isEqualTo(logs.written());
    }

    @Test
    void waitsForTheRestOfALine() {
        logs.append("{\"a\":");
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            logs.append("1}\n{\"b\":");
            soon().until(() -> server.events().size() == 1);
            logs.append("2}\n");
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 2);
        }
        assertThat(server.messages()).containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void readsTheCopyWhenAFileWasCopiedAndEmptied() throws IOException {
        logs.write(10);
        server.answers(Answers.nothing());
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> server.events().size() == 10);
            logs.write(15);
            Files.copy(logs.log(), folder.resolve("a8_access.log.1"), StandardCopyOption.COPY_ATTRIBUTES);
            Files.write(logs.log(), new byte[0]);
            logs.write(5);
            server.answers(Answers.all());
            server.cut();
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 30);
        }
        assertThat(new HashSet<>(server.messages())).isEqualTo(new HashSet<>(logs.written()));
    }

    @Test
    void replacesBytesThatAreNoText() throws IOException {
        Files.write(logs.log(), new byte[] {'a', (byte) 0xFF, 1, 'b', '\n', '\n', 'c', '\n'});
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 2);
        }
        assertThat(server.messages()).containsExactly("a\uFFFD\u0001b", "c");
    }

    @Test
    void passesOverWhatIsTooLongToBeALine() {
        logs.append("x".repeat(1_000_000) + "\n");
        logs.write(3);
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 3);
            assertThat(shipping.value(Metric.LOG_SHIP_LOST)).isEqualTo(1);
        }
        assertThat(server.messages()).isEqualTo(logs.written());
    }

    @Test
    void sendsAgainOnlyWhatWasNotAcknowledged() {
        logs.write(100);
        server.answers((window, events, peer) -> {
            peer.acknowledge(window == 1 ? 40 : events);
            if (window == 1) {
                peer.close();
            }
        });
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 100);
            assertThat(shipping.value(Metric.LOG_SHIP_SENT)).isEqualTo(160);
            assertThat(shipping.value(Metric.LOG_SHIP_SENT_AGAIN)).isEqualTo(60);
        }
        assertThat(server.messages().subList(0, 100)).isEqualTo(logs.written());
        assertThat(server.messages().subList(100, 160)).isEqualTo(logs.written().subList(40, 100));
    }

    @Test
    void turnsToTheNextServerWhenOneFails() {
        logs.write(10);
        try (FakeLogServer other = FakeLogServer.start();
                RunningShipping shipping = RunningShipping.of(logs.log(), server.address(), other.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 10);
            server.close();
            logs.write(10);
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 20);
            assertThat(other.messages()).isEqualTo(logs.written().subList(10, 20));
        }
    }

    @Test
    void showsThatTheServerHasClosedAConnectionThatNobodyUsed() {
        logs.write(1);
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 1);
            assertThat(shipping.value(Metric.LOG_SHIP_CONNECTED)).isEqualTo(1);
            server.cut();
            soon().until(() -> shipping.value(Metric.LOG_SHIP_CONNECTED) == 0);
        }
    }

    @Test
    void saysOnceThatTheServerIsAwayAndOnceThatItIsBack() {
        int port = server.port();
        server.close();
        logs.write(10);
        try (LogLines said = LogLines.of(ShippingVerticle.class.getPackage());
                RunningShipping shipping = RunningShipping.of(logs.log(), "127.0.0.1:" + port)) {
            soon().until(() -> said.count("log server is away") == 1);
            server = FakeLogServer.startOn(port);
            soon().until(() -> said.count("log server is back") == 1);
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 10);
            assertThat(said.count("log server is away")).isEqualTo(1);
            assertThat(server.messages()).isEqualTo(logs.written());
        }
    }

    @Test
    void shipsWhatThereIsBeforeItStops() {
        AtomicInteger sent = new AtomicInteger();
        server.answers((window, events, peer) -> {
            sent.addAndGet(events);
            peer.acknowledge(events);
        });
        RunningShipping shipping = RunningShipping.of(logs.log(), server.address());
        logs.write(5000);
        shipping.close();
        assertThat(server.messages()).isEqualTo(logs.written());
        try (RunningShipping next = RunningShipping.of(logs.log(), server.address())) {
            logs.write(1);
            soon().until(() -> next.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 1);
        }
        assertThat(sent).hasValue(5001);
    }

    @Test
    void shipsEverythingAgainWhenItsPositionIsUnreadable() throws IOException {
        logs.write(10);
        logs.rotate();
        logs.write(10);
        Files.writeString(folder.resolve("a8_access.log.position"), "{\"format\":1,\"done\":\"x");
        try (LogLines said = LogLines.of(ShippingVerticle.class.getPackage());
                RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 20);
            assertThat(said.count("log position cannot be read")).isEqualTo(1);
        }
        assertThat(server.messages()).isEqualTo(logs.written());
    }

    @Test
    void countsTheLinesOfFilesThatWereRemovedBeforeTheirTurn() throws IOException {
        int port = server.port();
        server.close();
        logs.write(10);
        Path first = logs.rotate();
        logs.write(20);
        Path second = logs.rotate();
        logs.write(30);
        try (LogLines said = LogLines.of(ShippingVerticle.class.getPackage());
                RunningShipping shipping = RunningShipping.of(logs.log(), "127.0.0.1:" + port)) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_LAG_BYTES) > 0);
            Files.delete(first);
            Files.delete(second);
            soon().until(() -> shipping.value(Metric.LOG_SHIP_LOST) == 20);
            server = FakeLogServer.startOn(port);
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 40);
            assertThat(said.count("old log files were removed")).isEqualTo(1);
        }
        List<String> left = new ArrayList<>(logs.written().subList(0, 10));
        left.addAll(logs.written().subList(30, 60));
        assertThat(server.messages()).isEqualTo(left);
    }
}
