package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.LogFormat;
import io.amalgam8.sidecar.config.LogLevel;
import io.amalgam8.sidecar.config.RotationOptions;
import java.time.Duration;

/** The part of the table of all options that steers what is written down, and for how long it is kept. */
final class LogOptions {

    static final Option<String> LOG_DIR = Option.everywhere(
                    "log_dir",
                    "proxy_config.logging_dir",
                    Kinds.DIRECTORY,
                    "directory of the access log and of error.log, or stdout")
            .otherwise("/var/log/a8sidecar");
    static final Option<Long> ROTATE_SIZE = Option.inFile(
                    "proxy_config.access_log.rotate_size",
                    LogKinds.SIZE,
                    "size that no file of these logs outgrows: a new one is begun")
            .otherwise("64MiB");
    static final Option<Duration> ROTATE_AGE = Option.inFile(
                    "proxy_config.access_log.rotate_age",
                    LogKinds.AGE,
                    "age of a file's first line at which a new one is begun; 0s for no limit")
            .otherwise("24h");
    static final Option<Integer> KEEP = Option.inFile(
                    "proxy_config.access_log.keep",
                    Kinds.number(1, RotationOptions.MOST_KEPT),
                    "old files that remain of each log, compressed")
            .otherwise(Integer.toString(RotationOptions.USUAL.keep()));
    static final Option<Double> SAMPLE = Option.inFile(
                    "proxy_config.access_log.sample",
                    LogKinds.SHARE,
                    "share of the calls that are written down; those with trouble always are")
            .otherwise("1");
    static final Option<LogLevel> LOG_LEVEL = Option.everywhere(
                    "log_level", "log_level", Kinds.LOG_LEVEL, "debug, info, warn, error, fatal or panic")
            .otherwise("info");
    static final Option<LogFormat> LOG_FORMAT = Option.everywhere(
                    "log_format", "log_format", LogKinds.FORMAT, "form of the sidecar's own log: text or json")
            .otherwise("text");

    private LogOptions() {}
}
