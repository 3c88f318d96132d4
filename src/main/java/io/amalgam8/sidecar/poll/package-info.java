/**
 * Doing a thing again and again: when, never twice at once, and slower while it fails. Start reading at {@link io.amalgam8.sidecar.poll.Poller}.
 */
@NullMarked
package io.amalgam8.sidecar.poll;

import org.jspecify.annotations.NullMarked;
