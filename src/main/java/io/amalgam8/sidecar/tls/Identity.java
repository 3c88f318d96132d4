package io.amalgam8.sidecar.tls;

import io.amalgam8.sidecar.files.Content;

/** A certificate chain and its key, under the names of their options. */
final class Identity {

    private Identity() {}

    static void check(Content chain, Content key, String prefix) {
        Pem.checkCertificates(prefix + "cert_chain_file", chain.file(), chain.bytes());
        Pem.checkKey(prefix + "private_key_file", key.file(), key.bytes(), chain.bytes());
    }
}
