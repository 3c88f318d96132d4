package io.amalgam8.sidecar.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Identity;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The last calls of all event loops, as one list. */
final class LastCallsTest {

    private final LastCalls calls = new LastCalls();
    private final List<AccessLogEntry> passedOn = new ArrayList<>();
    private final AccessLog one = calls.before(passedOn::add);
    private final AccessLog other = calls.before(passedOn::add);

    @Test
    void areNoneBeforeTheFirst() {
        assertThat(calls.lines(Identity.ANONYMOUS)).isEmpty();
    }

    @Test
    void areToldNewestFirstWhicheverEventLoopHadThem() {
        one.write(endedAt(1_000));
        other.write(endedAt(3_000));
        one.write(endedAt(2_000));

        assertThat(paths()).containsExactly("/3000", "/2000", "/1000");
        assertThat(passedOn).hasSize(3);
    }

    @Test
    void areTheLastHundred() {
        for (int i = 0; i < 250; i++) {
            (i % 2 == 0 ? one : other).write(endedAt(i));
        }

        assertThat(paths())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "/" + (249 - i)).toList());
        assertThat(passedOn).hasSize(250);
    }

    @Test
    void areKeptOfOneEventLoopThoughTheOtherIsIdle() {
        for (int i = 0; i < 1_000; i++) {
            one.write(endedAt(i));
        }

        assertThat(paths()).hasSize(100).startsWith("/999").endsWith("/900");
    }

    private List<String> paths() {
        return calls.lines(Identity.ANONYMOUS).stream()
                .map(line -> new JsonObject(line).getString("path"))
                .toList();
    }

    private static AccessLogEntry endedAt(long millis) {
        AccessLogEntry usual = Entries.withTarget("/" + millis);
        return new AccessLogEntry(
                usual.status(),
                millis,
                0,
                usual.upstreamNanos(),
                usual.destination(),
                usual.destinationTags(),
                usual.traces(),
                usual.upstreamAddress(),
                usual.remoteAddress(),
                usual.method(),
                usual.target(),
                usual.protocol(),
                usual.referer(),
                usual.userAgent(),
                usual.forwardedFor(),
                usual.requestId(),
                usual.traceId(),
                usual.attempts(),
                usual.flags(),
                usual.bytesReceived(),
                usual.bytesSent(),
                usual.rule(),
                usual.fault());
    }
}
