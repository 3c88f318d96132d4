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
        checkCompanion(chain, key);
        checkCompanion(key, chain);
        Optional<Path> fitChain =
                values.read(chain).filter(file -> isFit(() -> FileChecks.checkAuthorities(name(chain), file)));
        values.read(key).ifPresent(file -> isFit(() -> checkKey(name(key), file, fitChain)));
    }

    /** A key whose certificate is not there to be held against it may still be none. */
    private static void checkKey(String name, Path key, Optional<Path> chain) {
        chain.ifPresentOrElse(
                beside -> FileChecks.checkKey(name, key, beside), () -> FileChecks.checkLooksLikeKey(name, key));
    }

    /** Whether that finds nothing; what it does find is noted. */
    private boolean isFit(Runnable check) {
        try {
            check.run();
            return true;
        } catch (InvalidValueException e) {
            findings.problem(e.reason());
            return false;
        }
    }

    private void checkCompanion(Option<Path> given, Option<Path> missing) {
        boolean alone = values.given(given).isPresent() && values.given(missing).isEmpty();
        if (alone && !findings.isPartial()) {
            findings.problem(name(given) + ": given alone (expected: " + missing.ways() + " beside it)");
        }
    }

    private String name(Option<Path> option) {
        return values.given(option).orElseThrow().name();
    }
}
