package io.amalgam8.sidecar.proxy;

import static io.amalgam8.sidecar.testing.RawPeer.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawUpstream;
import org.junit.jupiter.api.Test;

/** Requests that do not wait for the answer to the one before. */
final class PipeliningTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void sendsTheBodyOfARequestThatCameBehindAnother() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/one HTTP/1.1", "Host: h")
                    + head("POST /svc/two HTTP/1.1", "Host: h", "Content-Length: 5")
                    + "hello"
                    + head("GET /svc/three HTTP/1.1", "Host: h"));

            assertThat(caller.readAnswer().status()).isEqualTo(200);
            assertThat(caller.readAnswer().status()).isEqualTo(200);
            assertThat(caller.readAnswer().status()).isEqualTo(200);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void answersAllRequestsOfACallerThatHasClosedItsHalf() {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                RunningProxy proxy = RunningProxy.to(upstream.endpoint());
                RawCaller caller = proxy.connect()) {
            caller.send(head("GET /svc/one HTTP/1.1", "Host: h") + head("GET /svc/two HTTP/1.1", "Host: h"));
            caller.halfClose();

            assertThat(caller.readAnswer().status()).isEqualTo(200);
            assertThat(caller.readAnswer().status()).isEqualTo(200);
            assertThat(caller.readToEnd()).isEmpty();
        }
    }
}
