package io.amalgam8.sidecar.a8ctl;

/** How a result is shown. */
enum Format {
    JSON,
    YAML,
    TABLE
}
