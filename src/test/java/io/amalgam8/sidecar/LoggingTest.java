package io.amalgam8.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

/** Who may speak on standard error. */
final class LoggingTest {

    @Test
    void letsUsInformAndLibrariesWarn() {
        LoggerContext context = configured();

        assertThat(context.getLogger("io.amalgam8.sidecar.proxy.Exchange").isInfoEnabled())
                .isTrue();
        assertThat(context.getLogger("io.vertx.core.net.NetServer").isWarnEnabled())
                .isTrue();
        assertThat(context.getLogger("io.vertx.core.Vertx").isInfoEnabled()).isFalse();
    }

    @Test
    void silencesWhatALibrarySaysAtEveryFailureThatWeTellOnce() throws ClassNotFoundException {
        LoggerContext context = configured();

        for (String name :
                new String[] {"io.vertx.core.net.impl.ConnectionBase", "io.vertx.core.eventbus.impl.MessageConsumerImpl"
                }) {
            assertThat(Class.forName(name)).isNotNull();
            assertThat(context.getLogger(name).isErrorEnabled()).isFalse();
        }
    }

    @Test
    void doesNotTellThatAStartIsHardWork() {
        assertThat(configured()
                        .getLogger("io.vertx.core.impl.BlockedThreadChecker")
                        .isErrorEnabled())
                .isFalse();
    }

    private static LoggerContext configured() {
        LoggerContext context = new LoggerContext();
        Logging.arrange(context);
        return context;
    }
}
