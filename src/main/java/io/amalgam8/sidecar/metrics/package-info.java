/**
 * Names, labels and units of every meter, and where they are counted. Start reading at {@link io.amalgam8.sidecar.metrics.Meters}.
 */
@NullMarked
package io.amalgam8.sidecar.metrics;

import org.jspecify.annotations.NullMarked;
