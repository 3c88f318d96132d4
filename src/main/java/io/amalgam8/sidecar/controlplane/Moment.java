package io.amalgam8.sidecar.controlplane;

import java.time.Duration;
import java.time.Instant;

/**
 * One reading of both clocks.
 *
 * @param uptime monotonic: what intervals are counted by, so that a step of the wall clock expires nothing
 * @param wall what people are shown, and what tokens are dated by
 */
record Moment(Duration uptime, Instant wall) {}
