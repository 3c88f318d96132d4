package io.amalgam8.sidecar.settings;

import io.amalgam8.sidecar.model.InvalidValueException;
import java.nio.file.Path;
import java.util.Optional;

/** Certificates and their keys: both or none, and fit for each other. */
final class TlsChecks {

    private final Values values;
    private final Findings findings;

    TlsChecks(Values values, Findings findings) {
        this.values = values;
        this.findings = findings;
    }

    void run() {
        checkPair(DataPlaneOptions.CERT_CHAIN_FILE, DataPlaneOptions.PRIVATE_KEY_FILE);
        checkPair(DataPlaneOptions.UPSTREAM_CERT_CHAIN_FILE, DataPlaneOptions.UPSTREAM_PRIVATE_KEY_FILE);
        boolean isGiven = values.given(DataPlaneOptions.CERT_CHAIN_FILE).isPresent()
                || values.given(DataPlaneOptions.PRIVATE_KEY_FILE).isPresent();
        if (values.isOn(DataPlaneOptions.TLS) && !isGiven && !findings.isPartial()) {
            findings.problem(values.given(DataPlaneOptions.TLS).orElseThrow().name()
                    + ": true (expected: a certificate to show, by " + DataPlaneOptions.CERT_CHAIN_FILE.ways() + ")");
        }
    }

    private void checkPair(Option<Path> chain, Option<Path> key) {
        if (values.given(chain).isPresent() != values.given(key).isPresent()) {
            checkCompanion(chain, key);
            checkCompanion(key, chain);
            return;
        }
        Optional<Path> chainFile = values.read(chain);
        Optional<Path> keyFile = values.read(key);
        if (chainFile.isEmpty() || keyFile.isEmpty()) {
            return;
        }
        try {
            FileChecks.checkAuthorities(name(chain), chainFile.get());
            FileChecks.checkKey(name(key), keyFile.get(), chainFile.get());
        } catch (InvalidValueException e) {
            findings.problem(e.reason());
        }
    }

    private void checkCompanion(Option<Path> given, Option<Path> missing) {
        if (values.given(given).isPresent() && !findings.isPartial()) {
            findings.problem(name(given) + ": given alone (expected: " + missing.ways() + " beside it)");
        }
    }

    private String name(Option<Path> option) {
        return values.given(option).orElseThrow().name();
    }
}
