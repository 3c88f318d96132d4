package io.amalgam8.sidecar.tls;

import io.amalgam8.sidecar.config.ListenerTlsOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.files.Content;
import io.amalgam8.sidecar.files.WatchedFiles;
import io.amalgam8.sidecar.model.InvalidValueException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates in force, one for all event loops of a process: who takes them gives them back. When their files
 * change, new connections use the new ones and those that are open go on.
 */
public final class Certificates implements Shareable {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final String NAME = "a8.certificates";

    private final WatchedFiles listenerFiles;
    private final WatchedFiles upstreamFiles;
    private final boolean servesTls;
    private final List<NetServer> servers = new CopyOnWriteArrayList<>();
    private final Future<Certificates> opened;

    private volatile ListenerTls listener;
    private volatile ClientSSLOptions upstream;
    private int users;

    private Certificates(Vertx vertx, ProxyingOptions options) {
        this.servesTls = options.tls().isPresent();
        this.listener = ListenerTls.NONE;
        this.upstream = new ClientSSLOptions();
        this.listenerFiles =
                new WatchedFiles(vertx, options.tls().map(Certificates::files).orElse(List.of()));
        UpstreamTls towards = new UpstreamTls(options.upstreamTls());
        this.upstreamFiles = new WatchedFiles(vertx, towards.files());
        this.opened = open(listenerFiles, this::takeListener)
                .compose(done -> open(upstreamFiles, contents -> upstream = towards.options(contents)))
                .map(this);
    }

    /**
     * Those of this Vert.x, read if nobody has taken them before; fails with an {@link
     * io.amalgam8.sidecar.model.InvalidValueException} when they cannot be used.
     */
    public static Future<Certificates> take(Vertx vertx, ProxyingOptions options) {
        LocalMap<String, Certificates> shared = vertx.sharedData().getLocalMap(NAME);
        synchronized (Certificates.class) {
            Certificates certificates = shared.computeIfAbsent(NAME, name -> new Certificates(vertx, options));
            certificates.users++;
            // Each event loop goes on upon itself.
            Promise<Certificates> taken = ((ContextInternal) vertx.getOrCreateContext()).promise();
            certificates.opened.onComplete(taken);
            return taken.future().onFailure(failure -> certificates.giveBack(vertx));
        }
    }

    /** Gives them back; the last one ends the looking. */
    public void giveBack(Vertx vertx) {
        synchronized (Certificates.class) {
            users--;
            if (users == 0) {
                vertx.sharedData().getLocalMap(NAME).remove(NAME);
                listenerFiles.close();
                upstreamFiles.close();
            }
        }
    }

    /** Has a server that is to be made speak TLS, where it is to. */
    public NetServerOptions secure(NetServerOptions options) {
        if (servesTls) {
            options.setSsl(true).setUseAlpn(true);
            options.setSslHandshakeTimeout(ListenerTls.HANDSHAKE.toSeconds());
            listener.fill(options.getSslOptions());
        }
        return options;
    }

    /** Has a server that listens go with the changes. */
    public void follow(NetServer server) {
        if (servesTls) {
            servers.add(server);
            renew(server);
        }
    }

    /** How to speak TLS with instances; to be asked for each connection. */
    public ClientSSLOptions upstream() {
        return upstream;
    }

    /** The first ones must do; later ones that cannot be used are refused, and the last good ones stay. */
    private static Future<Void> open(WatchedFiles files, Consumer<List<Content>> use) {
        return files.open(use, contents -> {
            try {
                use.accept(contents);
                LOG.atInfo().addKeyValue("files", contents).log("certificates were renewed");
            } catch (InvalidValueException e) {
                LOG.atError()
                        .addKeyValue("reason", e.reason())
                        .log("new certificates cannot be used; the last ones stay in use");
            }
        });
    }

    private void takeListener(List<Content> contents) {
        listener = ListenerTls.of(contents);
        servers.forEach(this::renew);
    }

    private void renew(NetServer server) {
        server.updateSSLOptions(listener.fill(new ServerSSLOptions()))
                .onFailure(failure -> LOG.atError()
                        .addKeyValue("reason", failure)
                        .log("new certificates cannot be served; the last ones stay in use"));
    }

    private static List<Path> files(ListenerTlsOptions options) {
        List<Path> files = new ArrayList<>(List.of(
                options.identity().certificateChain(), options.identity().privateKey()));
        options.callerAuthorities().ifPresent(files::add);
        return files;
    }
}
