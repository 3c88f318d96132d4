/**
 * Ships the access log's lines to Logstash by Lumberjack version 2, at least once, from the files they were written to.
 * Start reading at {@link io.amalgam8.sidecar.shipping.ShippingVerticle}.
 */
@NullMarked
package io.amalgam8.sidecar.shipping;

import org.jspecify.annotations.NullMarked;
