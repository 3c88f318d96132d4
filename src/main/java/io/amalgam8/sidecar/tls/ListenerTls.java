package io.amalgam8.sidecar.tls;

import io.amalgam8.sidecar.files.Content;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What callers are shown, and have to show, in contents that were found to be usable. */
final class ListenerTls {

    /** Before anything was read, and where nothing is. */
    static final ListenerTls NONE = new ListenerTls(List.of());

    /** How long a caller may take to agree. */
    static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");
    /** What callers may ask for by ALPN, the preferred first. */
    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

    private final List<Content> contents;

    private ListenerTls(List<Content> contents) {
        this.contents = contents;
    }

    /** From a certificate chain, its key and, where callers need a certificate, their authorities. */
    static ListenerTls of(List<Content> contents) {
        if (contents.isEmpty()) {
            return NONE;
        }
        Identity.check(contents.get(0), contents.get(1), "");
        if (contents.size() > 2) {
            Content authorities = contents.get(2);
            Pem.checkCertificates("ca_cert_file", authorities.file(), authorities.bytes());
        }
        return new ListenerTls(contents);
    }

    /** Says all of it in these options. */
    ServerSSLOptions fill(ServerSSLOptions options) {
        options.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(contents.get(0).buffer())
                        .addKeyValue(contents.get(1).buffer()))
                .setUseAlpn(true)
                .setApplicationLayerProtocols(PROTOCOLS)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setSslHandshakeTimeout(HANDSHAKE.toSeconds())
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
        if (contents.size() > 2) {
            options.setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(
                            new PemTrustOptions().addCertValue(contents.get(2).buffer()));
        }
        return options;
    }
}
