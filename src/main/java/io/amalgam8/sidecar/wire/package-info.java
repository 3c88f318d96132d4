/**
 * The registry's and the controller's JSON, read into the model and written from it; what comes from outside is believed nowhere
 * else. Start reading at {@link io.amalgam8.sidecar.wire.CatalogJson} and {@link io.amalgam8.sidecar.wire.RulesJson}.
 */
@NullMarked
package io.amalgam8.sidecar.wire;

import org.jspecify.annotations.NullMarked;
