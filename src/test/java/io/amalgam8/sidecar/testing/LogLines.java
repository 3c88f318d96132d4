package io.amalgam8.sidecar.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What one package says in the log, from its opening to its closing. */
public final class LogLines implements AutoCloseable {

    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private LogLines(Logger logger) {
        this.logger = logger;
        appender.list = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        appender.start();
        logger.addAppender(appender);
    }

    public static LogLines of(Package of) {
        Logger logger = (Logger) LoggerFactory.getLogger(of.getName());
        logger.setLevel(Level.INFO);
        return new LogLines(logger);
    }

    /** Each line as message and key-values. */
    public List<String> all() {
        return List.copyOf(appender.list).stream()
                .map(event -> event.getFormattedMessage() + " "
                        + (event.getKeyValuePairs() == null ? "" : event.getKeyValuePairs()))
                .toList();
    }

    /** How many lines begin so. */
    public long count(String beginning) {
        return all().stream().filter(line -> line.startsWith(beginning)).count();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
