package io.amalgam8.sidecar.shipping;

import static io.amalgam8.sidecar.shipping.RunningShipping.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.metrics.Metric;
import io.amalgam8.sidecar.shipping.FakeLogServer.Answers;
import io.amalgam8.sidecar.shipping.FakeLogServer.Peer;
import io.amalgam8.sidecar.shipping.LumberjackConnection.Patience;
import io.amalgam8.sidecar.testing.LogLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that errs, lies or dawdles: it is left, and no line is lost, whatever it has said. */
final class HostileLogServerTest {

    private static final int LINES = 50;

    private final FakeLogServer server = FakeLogServer.start();
    private LogDirectory logs;

    @TempDir
    Path folder;

    /** What a server may do instead of acknowledging. */
    enum Mischief {
        ACKNOWLEDGES_MORE_THAN_WAS_SENT((events, peer) -> peer.acknowledge(events + 1)),
        ACKNOWLEDGES_FOUR_THOUSAND_MILLIONS((events, peer) -> peer.acknowledge(-1)),
        ACKNOWLEDGES_BACKWARDS((events, peer) -> {
            peer.acknowledge(20);
            peer.acknowledge(19);
        }),
        SPEAKS_ANOTHER_VERSION((events, peer) -> peer.send(frame('1', 'A', events))),
        SPEAKS_ANOTHER_FRAME((events, peer) -> peer.send(frame('2', 'W', events))),
        SPEAKS_HTTP(
                (events, peer) -> peer.send("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))),
        HALF_CLOSES((events, peer) -> peer.socket().shutdownOutput()),
        RESETS((events, peer) -> {
            peer.socket().setSoLinger(true, 0);
            peer.close();
        }),
        CUTS_AN_ACKNOWLEDGEMENT((events, peer) -> {
            peer.send(new byte[] {'2', 'A', 0});
            peer.close();
        }),
        SAYS_NOTHING((events, peer) -> {}),
        SHOWS_LIFE_FOR_EVER((events, peer) -> {
            Thread alive = new Thread(() -> keepAlive(peer), "keeps alive");
            alive.setDaemon(true);
            alive.start();
        });

        @SuppressWarnings("ImmutableEnumChecker") // A lambda without state.
        private final Act act;

        Mischief(Act act) {
            this.act = act;
        }

        /** What it does with a window of so many events. */
        private interface Act {
            void to(int events, Peer peer) throws IOException;
        }

        private static byte[] frame(char version, char type, int number) {
            return ByteBuffer.allocate(6)
                    .put((byte) version)
                    .put((byte) type)
                    .putInt(number)
                    .array();
        }

        private static void keepAlive(Peer peer) {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    peer.acknowledge(0);
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
            } catch (IOException e) {
                // The caller has left.
            }
        }
    }

    @BeforeEach
    void begin() {
        logs = new LogDirectory(folder);
        logs.write(LINES);
    }

    @AfterEach
    void end() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Mischief.class)
    void losesNoLineWhenAServer(Mischief mischief) {
        server.answers((window, events, peer) -> {
            if (window <= 2) {
                mischief.act.to(events, peer);
            } else {
                peer.acknowledge(events);
            }
        });
        try (RunningShipping shipping =
                RunningShipping.of(logs.log(), Optional.empty(), RunningShipping.LITTLE_PATIENCE, server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == LINES);
            assertThat(server.connections()).isEqualTo(3);
            assertThat(new HashSet<>(server.messages())).isEqualTo(new HashSet<>(logs.written()));
            assertThat(shipping.value(Metric.LOG_SHIP_SENT_AGAIN))
                    .isEqualTo(server.events().size() - (long) LINES)
                    .isPositive();
            assertThat(shipping.value(Metric.LOG_SHIP_LOST)).isZero();
        }
    }

    @Test
    void understandsAnAcknowledgementThatComesByteByByte() {
        server.answers((window, events, peer) -> {
            for (byte part : Mischief.frame('2', 'A', events)) {
                peer.send(new byte[] {part});
            }
        });
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == LINES);
            assertThat(server.messages()).isEqualTo(logs.written());
        }
    }

    @Test
    void takesAcknowledgementsOfParts() {
        server.answers((window, events, peer) -> {
            for (int number = 1; number <= events; number++) {
                peer.acknowledge(number);
            }
        });
        try (RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == LINES);
            logs.write(1);
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == LINES + 1);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.messages()).isEqualTo(logs.written());
        }
    }

    @Test
    void waitsLongerForAServerThatShowsLife() {
        AtomicBoolean done = new AtomicBoolean();
        server.answers((window, events, peer) -> {
            long begin = System.nanoTime();
            // Longer than silence is borne.
            while (System.nanoTime() - begin < Duration.ofSeconds(5).toNanos()) {
                peer.acknowledge(0);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            done.set(true);
            peer.acknowledge(events);
        });
        Patience patience = new Patience(Duration.ofSeconds(3), Duration.ofMinutes(1));
        try (RunningShipping shipping = RunningShipping.of(logs.log(), Optional.empty(), patience, server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == LINES);
            assertThat(done).isTrue();
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.messages()).isEqualTo(logs.written());
        }
    }

    @Test
    void saysLittleOfAServerThatTakesOneLineAndLeaves() {
        server.answers((window, events, peer) -> {
            peer.acknowledge(1);
            peer.close();
        });
        try (LogLines said = LogLines.of(ShippingVerticle.class.getPackage());
                RunningShipping shipping = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == LINES);
            assertThat(said.all()).hasSizeLessThan(5);
            assertThat(new HashSet<>(server.messages())).isEqualTo(new HashSet<>(logs.written()));
        }
    }

    @Test
    void stopsInTimeWhileAServerIsSilent() {
        server.answers(Answers.nothing());
        RunningShipping shipping = RunningShipping.of(logs.log(), server.address());
        soon().until(() -> server.events().size() == LINES);
        long begin = System.nanoTime();
        shipping.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        server.answers(Answers.all());
        try (RunningShipping next = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> next.value(Metric.LOG_SHIP_ACKNOWLEDGED) == LINES);
        }
    }

    @Test
    void remembersWhatWasAcknowledgedOfAPartWhenItStops() {
        server.answers((window, events, peer) -> peer.acknowledge(window == 1 ? 30 : events));
        RunningShipping shipping = RunningShipping.of(logs.log(), server.address());
        soon().until(() -> shipping.value(Metric.LOG_SHIP_ACKNOWLEDGED) == 30);
        shipping.close();
        try (RunningShipping next = RunningShipping.of(logs.log(), server.address())) {
            soon().until(() -> next.value(Metric.LOG_SHIP_ACKNOWLEDGED) == LINES - 30);
        }
        assertThat(server.messages().subList(LINES, 2 * LINES - 30))
                .isEqualTo(logs.written().subList(30, LINES));
    }
}
