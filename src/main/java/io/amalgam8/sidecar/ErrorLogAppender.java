package io.amalgam8.sidecar;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.amalgam8.sidecar.accesslog.ErrorLog;

/** Hands warnings and errors to the error log, in the form of standard error. */
final class ErrorLogAppender extends AppenderBase<ILoggingEvent> {

    private final ErrorLog file;
    private final LogLine line;

    ErrorLogAppender(ErrorLog file, LogLine line) {
        this.file = file;
        this.line = line;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            file.write(line.doLayout(event));
        }
    }
}
