/**
 * {@code a8ctl}: the commands by which an operator steers a system through its registry and controller, as the original's
 * tool of that name has them. Selectors, actions, traffic and tables are pure; {@link
 * io.amalgam8.sidecar.a8ctl.Server} alone calls anybody. Start reading at {@link io.amalgam8.sidecar.a8ctl.A8ctl}.
 */
@NullMarked
package io.amalgam8.sidecar.a8ctl;

import org.jspecify.annotations.NullMarked;
