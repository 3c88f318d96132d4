package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.config.LimitOptions;
import io.amalgam8.sidecar.config.ListenerTlsOptions;
import io.amalgam8.sidecar.config.OutlierOptions;
import io.amalgam8.sidecar.config.RetryOptions;
import io.amalgam8.sidecar.config.TlsIdentity;
import io.amalgam8.sidecar.config.UpstreamTlsOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Builds what steers how calls are carried from values in which no problem was found. */
final class DataPlaneAssembly {

    private final Values values;

    DataPlaneAssembly(Values values) {
        this.values = values;
    }

    RetryOptions retries() {
        return new RetryOptions(
                values.need(DataPlaneOptions.RETRY_COUNT),
                values.need(DataPlaneOptions.RETRY_BUDGET_PERCENT),
                values.need(DataPlaneOptions.RETRY_BUDGET_PER_SECOND));
    }

    LimitOptions limits() {
        return new LimitOptions(
                values.need(DataPlaneOptions.REQUEST_LIMIT),
                values.need(DataPlaneOptions.PENDING_LIMIT),
                values.need(DataPlaneOptions.CONNECTION_LIMIT),
                values.need(DataPlaneOptions.IN_FLIGHT_LIMIT),
                values.need(DataPlaneOptions.CALLER_LIMIT),
                values.need(DataPlaneOptions.DELAYED_LIMIT));
    }

    OutlierOptions outlier() {
        return new OutlierOptions(
                values.need(DataPlaneOptions.CONSECUTIVE_CONNECT_FAILURES),
                values.need(DataPlaneOptions.CONSECUTIVE_FAILURES),
                values.need(DataPlaneOptions.SUCCESS_PERCENT),
                values.need(DataPlaneOptions.MINIMUM_REQUESTS),
                values.need(DataPlaneOptions.OUTLIER_INTERVAL),
                values.need(DataPlaneOptions.BASE_EJECTION),
                values.need(DataPlaneOptions.LONGEST_EJECTION),
                values.need(DataPlaneOptions.MOST_EJECTED_PERCENT),
                values.need(DataPlaneOptions.PANIC_PERCENT),
                values.need(DataPlaneOptions.SLOW_START));
    }

    Optional<ListenerTlsOptions> tls() {
        return identity(DataPlaneOptions.CERT_CHAIN_FILE, DataPlaneOptions.PRIVATE_KEY_FILE)
                .filter(known -> values.isOn(DataPlaneOptions.TLS))
                .map(known -> new ListenerTlsOptions(known, values.read(DataPlaneOptions.CA_CERT_FILE)));
    }

    UpstreamTlsOptions upstreamTls() {
        return new UpstreamTlsOptions(
                values.need(Options.UPSTREAM_TLS_VERIFY),
                values.read(Options.UPSTREAM_CA_CERT_FILE),
                identity(DataPlaneOptions.UPSTREAM_CERT_CHAIN_FILE, DataPlaneOptions.UPSTREAM_PRIVATE_KEY_FILE));
    }

    private Optional<TlsIdentity> identity(Option<Path> chain, Option<Path> key) {
        return values.read(chain)
                .flatMap(certificate -> values.read(key).map(secret -> new TlsIdentity(certificate, secret)));
    }
}
