package io.amalgam8.sidecar.tls;

import io.amalgam8.sidecar.config.UpstreamTlsOptions;
import io.amalgam8.sidecar.files.Content;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How instances of type https are trusted, and what they are shown. */
final class UpstreamTls {

    private static final String VERIFY_NAME = "HTTPS";

    private final UpstreamTlsOptions options;

    UpstreamTls(UpstreamTlsOptions options) {
        this.options = options;
    }

    /** The certificate chain and its key, if there are any, then the authorities, if there are any. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        options.identity().ifPresent(identity -> {
            files.add(identity.certificateChain());
            files.add(identity.privateKey());
        });
        options.authorities().ifPresent(files::add);
        return files;
    }

    /** With what those files hold. */
    ClientSSLOptions options(List<Content> contents) {
        ClientSSLOptions tls = new ClientSSLOptions()
                .setTrustAll(!options.verify())
                .setHostnameVerificationAlgorithm(options.verify() ? VERIFY_NAME : "");
        if (options.identity().isPresent()) {
            Identity.check(contents.get(0), contents.get(1), "upstream_");
            tls.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertValue(contents.get(0).buffer())
                    .addKeyValue(contents.get(1).buffer()));
        }
        if (options.authorities().isPresent()) {
            Content authorities = contents.get(contents.size() - 1);
            Pem.checkCertificates("upstream_ca_cert_file", authorities.file(), authorities.bytes());
            tls.setTrustOptions(new PemTrustOptions().addCertValue(authorities.buffer()));
        }
        return tls;
    }
}
