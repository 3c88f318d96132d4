package io.amalgam8.sidecar.transport;

import java.time.Duration;

/**
 * When a connection that speaks HTTP/2 is asked whether anybody is still there (RFC 9113, 6.7): while requests are under
 * way, since nobody would miss a machine that is gone before their time is up.
 *
 * @param quiet nothing has come for so long
 * @param answer so long the answer may take, then it is taken for gone
 * @param again as long as nothing but such answers comes, it is not asked more often: servers of gRPC end connections
 *     that ask for more than that
 */
record KeepAlive(Duration quiet, Duration answer, Duration again) {

    static final KeepAlive USUAL = new KeepAlive(
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5).plusSeconds(5));
}
