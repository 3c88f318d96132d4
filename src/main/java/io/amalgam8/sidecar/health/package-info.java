/**
 * Asks the application how it is, by HTTP, by TCP or by a command, and says when that changes. Start reading at
 * {@link io.amalgam8.sidecar.health.HealthChecks}.
 */
@NullMarked
package io.amalgam8.sidecar.health;

import org.jspecify.annotations.NullMarked;
