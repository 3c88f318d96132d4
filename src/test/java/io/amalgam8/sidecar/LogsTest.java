package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.LogLevel;
import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What may be told to the logs while the sidecar runs. */
final class LogsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.amalgam8.sidecar");
    private final Level before = ours.getLevel();

    @AfterEach
    void close() {
        ours.setLevel(before);
        Await.result(vertx.close());
    }

    @Test
    void theOwnLogSaysAsMuchAsItWasLastAskedFor() {
        Topics.registerCodec(vertx);
        Logs.listenToLevel(vertx);

        Topics.LOG_LEVEL.publish(vertx, LogLevel.DEBUG);
        await().atMost(LONG).until(ours::isDebugEnabled);

        Topics.LOG_LEVEL.publish(vertx, LogLevel.ERROR);
        await().atMost(LONG).until(() -> !ours.isWarnEnabled());
        assertThat(ours.isErrorEnabled()).isTrue();
    }
}
