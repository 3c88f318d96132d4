/**
 * Which of a backend's instances gets a call. Start reading at {@link io.amalgam8.sidecar.balancing.Balancing}.
 */
@NullMarked
package io.amalgam8.sidecar.balancing;

import org.jspecify.annotations.NullMarked;
