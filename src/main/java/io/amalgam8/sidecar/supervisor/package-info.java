/**
 * Runs the application, and the commands beside it, and ends with it. Start reading at {@link io.amalgam8.sidecar.supervisor.SupervisorVerticle}.
 */
@NullMarked
package io.amalgam8.sidecar.supervisor;

import org.jspecify.annotations.NullMarked;
