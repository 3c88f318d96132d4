/**
 * One call, from the caller's socket to an instance's and back. Start reading at {@link io.amalgam8.sidecar.proxy.Exchange};
 * {@link io.amalgam8.sidecar.transport.Caller} and {@link io.amalgam8.sidecar.transport.Upstream} are what it stands on.
 */
@NullMarked
package io.amalgam8.sidecar.proxy;

import org.jspecify.annotations.NullMarked;
