package io.amalgam8.sidecar.controlplane;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Gives each request the id by which its caller can speak of it, under the header of the server's kind. */
final class RequestIds {

    private static final Pattern ECHOED = Pattern.compile("[!-~]{1,200}");

    private final Face face;
    private final String start;
    private long count;

    RequestIds(Face face, Random random) {
        this.face = face;
        this.start = Long.toString(random.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX);
    }

    String header() {
        return face == Face.REGISTRY ? "Request_id" : "A8-Request-Id";
    }

    /**
     * The controller keeps the id that came with the request; the registry makes one always.
     *
     * @param received empty when there was none
     */
    String next(String received, Instant now) {
        if (face == Face.REGISTRY) {
            long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
            return start + "_" + nanos + "_" + ++count;
        }
        return ECHOED.matcher(received).matches() ? received : UUID.randomUUID().toString();
    }
}
