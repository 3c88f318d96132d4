/**
 * One JSON line per proxied call, written off the event loops. Start reading at {@link io.amalgam8.sidecar.accesslog.AccessLog}.
 */
@NullMarked
package io.amalgam8.sidecar.accesslog;

import org.jspecify.annotations.NullMarked;
