/**
 * The certificates of both sides: read, held against their keys, and read again when their files change. Start reading
 * at {@link io.amalgam8.sidecar.tls.Certificates}.
 */
@NullMarked
package io.amalgam8.sidecar.tls;

import org.jspecify.annotations.NullMarked;
