package io.amalgam8.sidecar;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.amalgam8.sidecar.accesslog.ErrorLog;
import io.amalgam8.sidecar.config.LogFormat;
import io.amalgam8.sidecar.config.LogLevel;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The sidecar's own log: one line per event on standard error, since standard output is the application's. Lines wait for
 * a slow reader in a bounded queue, and nobody waits for them: where it is full, what comes last is lost.
 *
 * <p>Logback finds it by {@code META-INF/services}; it saves the start the search for, and the parsing of, an XML file.
 * Who gives one by {@code -Dlogback.configurationFile} has the last word.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String OURS = "io.amalgam8.sidecar";
    private static final String STANDARD_ERROR = "standard error";
    private static final String ERROR_LOG = "error log";
    private static final int LONGEST_QUEUE = 1024;

    /** How long the end of the process waits for a reader. */
    private static final int FLUSH_MILLIS = 500;

    /**
     * Logs an error at each broken connection, whose failure reaches us anyway and is told once; and a warning for each
     * message that is still under way when its reader stops.
     */
    private static final List<String> NOISE =
            List.of("io.vertx.core.net.impl.ConnectionBase", "io.vertx.core.eventbus.impl.MessageConsumerImpl");

    /** Watches the threads; while all of it starts, they are busy with nothing but that. */
    private static final String WATCH = "io.vertx.core.impl.BlockedThreadChecker";

    /** For Logback alone. */
    public Logging() {}

    /** Says more or less from now on; what libraries say below a warning stays unsaid. */
    static void say(LogLevel level) {
        if (LoggerFactory.getLogger(OURS) instanceof Logger ours) {
            ours.setLevel(Level.valueOf(level.name()));
        }
    }

    /** Says from now on what holds an event loop up. */
    static void sayBlocks() {
        if (LoggerFactory.getLogger(WATCH) instanceof Logger watch) {
            watch.setLevel(Level.WARN);
        }
    }

    /** Writes lines of that form from now on. */
    static void write(LogFormat format) {
        layout().ifPresent(line -> line.write(format));
    }

    /** Says warnings and errors there, too, until {@link #endErrorLog}. */
    static void alsoTo(ErrorLog file) {
        layout().ifPresent(line -> {
            Logger root = root();
            Appender<ILoggingEvent> appender = new ErrorLogAppender(file, line);
            appender.setContext(root.getLoggerContext());
            appender.setName(ERROR_LOG);
            appender.start();
            root.addAppender(appender);
        });
    }

    static void endErrorLog() {
        layout().ifPresent(line -> root().detachAppender(ERROR_LOG));
    }

    /** Says what is yet unsaid, for at most a moment; nothing is said after it. */
    static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Optional.ofNullable(
                            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(STANDARD_ERROR))
                    .ifPresent(Appender::stop);
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
        context.getLogger(WATCH).setLevel(Level.OFF);
    }

    private static Appender<ILoggingEvent> standardError(LoggerContext context) {
        LogLine line = new LogLine();
        line.setContext(context);
        line.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(line);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName(STANDARD_ERROR);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        return queued(console, context);
    }

    private static AsyncAppender queued(Appender<ILoggingEvent> console, LoggerContext context) {
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setName(STANDARD_ERROR);
        queue.setQueueSize(LONGEST_QUEUE);
        queue.setDiscardingThreshold(0);
        queue.setNeverBlock(true);
        queue.setMaxFlushTime(FLUSH_MILLIS);
        queue.addAppender(console);
        queue.start();
        return queue;
    }

    /** Ours, unless somebody else has configured Logback. */
    private static Optional<LogLine> layout() {
        if (root().getAppender(STANDARD_ERROR) instanceof AsyncAppender queue
                && queue.getAppender(STANDARD_ERROR) instanceof ConsoleAppender<ILoggingEvent> console
                && console.getEncoder() instanceof LayoutWrappingEncoder<ILoggingEvent> encoder
                && encoder.getLayout() instanceof LogLine line) {
            return Optional.of(line);
        }
        return Optional.empty();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
