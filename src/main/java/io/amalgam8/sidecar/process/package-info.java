/**
 * Starts a command as the leader of its own process group, passes signals to the group and tells how it ended. Start
 * reading at {@link io.amalgam8.sidecar.process.ProcessGroup}.
 */
@NullMarked
package io.amalgam8.sidecar.process;

import org.jspecify.annotations.NullMarked;
