/**
 * Every conversation between verticles. Start reading at {@link io.amalgam8.sidecar.bus.Topics}.
 */
@NullMarked
package io.amalgam8.sidecar.bus;

import org.jspecify.annotations.NullMarked;
