/**
 * Reads flags, environment and YAML into the configuration, and says in words what is wrong with them. Start reading at {@link io.amalgam8.sidecar.settings.Settings}, then see the one table of all options, {@code Options}.
 */
@NullMarked
package io.amalgam8.sidecar.settings;

import org.jspecify.annotations.NullMarked;
