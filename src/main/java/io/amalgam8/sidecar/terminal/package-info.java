/**
 * What others wrote, and people are shown: it neither steers a terminal nor fills the memory. Start reading at
 * {@link io.amalgam8.sidecar.terminal.Printable}.
 */
@NullMarked
package io.amalgam8.sidecar.terminal;

import org.jspecify.annotations.NullMarked;
