package io.amalgam8.sidecar.shipping;

import java.util.Optional;

/**
 * How far the log was shipped: all files up to one, and of the next one so much.
 *
 * @param done the newest file that was shipped whole
 * @param within of the file after it; empty when it was not begun
 */
record Place(Order done, Optional<Spot> within) {

    /** Nothing was shipped. */
    static final Place START = new Place(Order.FIRST, Optional.empty());

    /**
     * So much of one file.
     *
     * @param offset bytes of it, uncompressed
     */
    record Spot(Fingerprint file, long offset) {}

    /** All files up to that one. */
    static Place behind(Order done) {
        return new Place(done, Optional.empty());
    }

    Place in(Fingerprint file, long offset) {
        return new Place(done, Optional.of(new Spot(file, offset)));
    }

    /** The same file, so far; the same place where there is no file. */
    Place at(long offset) {
        return new Place(done, within.map(spot -> new Spot(spot.file(), offset)));
    }

    boolean isIn(Fingerprint file) {
        return within.filter(spot -> spot.file().equals(file)).isPresent();
    }
}
