package io.amalgam8.sidecar;

import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.config.ListenOptions;
import io.amalgam8.sidecar.config.ProxyingOptions;
import io.amalgam8.sidecar.words.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where this sidecar listens, said in one line once it does. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final Set<String> LOOPBACKS = Set.of("127.0.0.1", "::1", "localhost");

    private final List<String> open = new ArrayList<>();
    private boolean loopbackOnly;

    void admin(AdminOptions options, int port) {
        open.add("admin=" + authority(options.host(), port));
    }

    void proxy(ListenOptions options, int port) {
        open.add(0, "proxy=" + authority(options.hosts().get(0), port));
        loopbackOnly = LOOPBACKS.containsAll(options.hosts());
    }

    /** With the ports in the order of the options. */
    void tcp(ProxyingOptions options, List<Integer> ports) {
        String host = options.listen().hosts().get(0);
        for (int i = 0; i < ports.size(); i++) {
            String service = options.tcpProxies().get(i).service();
            open.add("tcp:" + service + "=" + authority(host, ports.get(i)));
        }
    }

    /** On standard error whatever the log level: with ports given as 0 this line is the only way to know them. */
    void announce() {
        System.err.println("a8sidecar " + Version.current() + " " + String.join(" ", open));
        if (loopbackOnly) {
            LOG.info("the proxy serves this machine alone; A8_PROXY_HOST=0.0.0.0 opens it to others");
        }
    }

    /** As it stands in a URL. */
    static String authority(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
