/**
 * Which of a destination's instances gets a call, which are spared for their failures, and how much a destination may
 * have under way. Start reading at {@link io.amalgam8.sidecar.balancing.Balancing}; the numbers are in the small classes
 * that it stands on.
 */
@NullMarked
package io.amalgam8.sidecar.balancing;

import org.jspecify.annotations.NullMarked;
