/**
 * From sockets to messages and back: callers' and instances' connections, their codecs and guards, and the pool of what
 * is kept open. Start reading at {@link io.amalgam8.sidecar.transport.Caller} and {@link
 * io.amalgam8.sidecar.transport.Upstream}: everything above is written against these two.
 */
@NullMarked
package io.amalgam8.sidecar.transport;

import org.jspecify.annotations.NullMarked;
