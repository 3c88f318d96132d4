package io.amalgam8.sidecar;

import io.amalgam8.sidecar.accesslog.AccessLog;
import io.amalgam8.sidecar.accesslog.AccessLogWriter;
import io.amalgam8.sidecar.accesslog.ErrorLog;
import io.amalgam8.sidecar.accesslog.Unshipped;
import io.amalgam8.sidecar.bus.Topics;
import io.amalgam8.sidecar.config.Configuration;
import io.amalgam8.sidecar.metrics.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;

/** The log files of one sidecar, from their opening to their closing, and what may be told to them meanwhile. */
final class Logs {

    private final Vertx vertx;
    private final AccessLogWriter accessLog;
    private final Optional<ErrorLog> errorLog;

    private Logs(Vertx vertx, AccessLogWriter accessLog, Optional<ErrorLog> errorLog) {
        this.vertx = vertx;
        this.accessLog = accessLog;
        this.errorLog = errorLog;
    }

    /** Opens them. */
    static Future<Logs> open(Vertx vertx, Configuration configuration, Unshipped unshipped, Meters meters) {
        return vertx.executeBlocking(() -> {
                    AccessLogWriter accessLog = AccessLogWriter.open(
                            configuration.accessLog(), configuration.identity(), unshipped, meters);
                    return new Logs(vertx, accessLog, ErrorLog.open(configuration.accessLog()));
                })
                .onSuccess(Logs::listen);
    }

    /** Hears of the level that the sidecar's own log is to have, whether there are files or not. */
    static void listenToLevel(Vertx vertx) {
        Topics.LOG_LEVEL.subscribe(vertx, Logging::say);
    }

    /** The access log's file, where it has one that can be read again. */
    Optional<Path> accessLogFile() {
        return accessLog.file();
    }

    AccessLog accessLog() {
        return accessLog;
    }

    /** Writes what there is, and lets go of the files. */
    Future<Void> close() {
        return vertx.executeBlocking(() -> {
            accessLog.close();
            Logging.endErrorLog();
            errorLog.ifPresent(ErrorLog::close);
            return null;
        });
    }

    private void listen() {
        errorLog.ifPresent(Logging::alsoTo);
        Topics.REOPEN_LOGS.subscribe(vertx, asked -> reopen());
    }

    private void reopen() {
        accessLog.reopen();
        errorLog.ifPresent(ErrorLog::reopen);
    }
}
