/** The composition root. Start reading at {@link io.amalgam8.sidecar.Main}. */
@NullMarked
package io.amalgam8.sidecar;

import org.jspecify.annotations.NullMarked;
