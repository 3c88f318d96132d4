/**
 * The whole configuration as one immutable tree of records, and what must hold for it. Start reading at {@link io.amalgam8.sidecar.config.Configuration}.
 */
@NullMarked
package io.amalgam8.sidecar.config;

import org.jspecify.annotations.NullMarked;
