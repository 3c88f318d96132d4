/**
 * Ports whose connections go to the instances of one service, byte for byte: no rule applies, since bytes have no
 * headers; every listed instance of type tcp or http that is up may get a connection. Start reading at {@link
 * io.amalgam8.sidecar.tcp.TcpProxyVerticle}.
 */
@NullMarked
package io.amalgam8.sidecar.tcp;

import org.jspecify.annotations.NullMarked;
