package io.amalgam8.sidecar.shipping;

import io.vertx.core.buffer.Buffer;

/**
 * A batch as it is sent: {@code 2W}, the number of events, and {@code 2C} with the events in it.
 *
 * @param events how many there are
 */
record Window(Buffer frames, int events) {}
