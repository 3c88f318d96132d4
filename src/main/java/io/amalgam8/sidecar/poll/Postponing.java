package io.amalgam8.sidecar.poll;

import java.time.Duration;

/** A failure that knows how long to leave whoever failed in peace. */
public interface Postponing {

    /** No other run begins before that; zero where nothing was said. */
    Duration least();
}
