package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LaunchTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Logger watch = (Logger) LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker");
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Vertx vertx = Vertx.vertx(Launch.sizedForASidecar(new VertxOptions()));

    @AfterEach
    void close() {
        watch.detachAppender(said);
        watch.setLevel(null);
        vertx.close().await();
    }

    @Test
    void anEventLoopThatIsHeldUpIsToldWithItsStack() {
        said.list = new CopyOnWriteArrayList<>();
        said.start();
        watch.addAppender(said);
        watch.setLevel(Level.OFF);
        Logging.sayBlocks();
        CountDownLatch released = new CountDownLatch(1);

        vertx.runOnContext(blocked -> holdUp(released));
        await().atMost(SOON).until(() -> !said.list.isEmpty());
        released.countDown();

        assertThat(said.list.get(0).getFormattedMessage()).contains("has been blocked for");
        assertThat(List.of(said.list.get(0).getThrowableProxy().getStackTraceElementProxyArray()))
                .anyMatch(frame -> frame.toString().contains("LaunchTest.holdUp"));
    }

    private static void holdUp(CountDownLatch released) {
        try {
            assertThat(released.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
