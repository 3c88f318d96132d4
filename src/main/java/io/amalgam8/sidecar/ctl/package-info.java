/**
 * What is asked of a running sidecar from the command line, by its admin API: the verbs {@code explain} and {@code
 * status}. Start reading at {@link io.amalgam8.sidecar.ctl.ExplainCommand}.
 */
@NullMarked
package io.amalgam8.sidecar.ctl;

import org.jspecify.annotations.NullMarked;
