package io.amalgam8.sidecar;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.amalgam8.sidecar.config.LogLevel;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The sidecar's own log: one line per event on standard error, since standard output is the application's.
 *
 * <p>Logback finds it by {@code META-INF/services}; it saves the start the search for, and the parsing of, an XML file.
 * Who gives one by {@code -Dlogback.configurationFile} has the last word.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String OURS = "io.amalgam8.sidecar";

    /**
     * Logs an error at each broken connection, whose failure reaches us anyway and is told once; and a warning for each
     * message that is still under way when its reader stops.
     */
    private static final List<String> NOISE =
            List.of("io.vertx.core.net.impl.ConnectionBase", "io.vertx.core.eventbus.impl.MessageConsumerImpl");

    /** For Logback alone. */
    public Logging() {}

    /** Says more or less from now on; what libraries say below a warning stays unsaid. */
    static void say(LogLevel level) {
        if (LoggerFactory.getLogger(OURS) instanceof Logger ours) {
            ours.setLevel(Level.valueOf(level.name()));
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        arrange(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Who writes, and from which level on. */
    static void arrange(LoggerContext context) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(standardError(context));
        context.getLogger(OURS).setLevel(Level.INFO);
        NOISE.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
        LogLine line = new LogLine();
        line.setContext(context);
        line.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(line);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
