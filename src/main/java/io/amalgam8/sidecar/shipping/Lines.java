package io.amalgam8.sidecar.shipping;

import java.io.IOException;
import java.util.Optional;

/** Where the lines to ship come from. Its methods block, and are called by one thread at a time. */
interface Lines {

    /** Makes ready, before anything else is called. */
    void open();

    /** The next ones; none when there are none so far. All that came before have been acknowledged. */
    Optional<Batch> next() throws IOException;

    /** The first so many lines of the batch have arrived. */
    void acknowledged(Batch batch, int count);

    /** Looks after what waits; called now and then, also while no server can be reached. */
    void tend();

    /** Remembers for the next start what has arrived. The rest of this batch has not. */
    void close(int unacknowledged);
}
