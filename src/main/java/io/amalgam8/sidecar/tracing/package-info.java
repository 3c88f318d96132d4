/**
 * Spans for a collector of OpenTelemetry, when there is one: one for each call, one for each of its tries. Start reading
 * at {@link io.amalgam8.sidecar.tracing.CallTrace}, what a call tells; {@link io.amalgam8.sidecar.tracing.TraceExport} is
 * where spans go.
 */
@NullMarked
package io.amalgam8.sidecar.tracing;

import org.jspecify.annotations.NullMarked;
