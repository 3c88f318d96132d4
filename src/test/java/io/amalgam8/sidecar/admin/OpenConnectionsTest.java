package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.testing.LogLines;
import io.amalgam8.sidecar.testing.RawCaller;
import io.amalgam8.sidecar.testing.RawPeer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody who opens connections to the admin API without end. */
final class OpenConnectionsTest {

    private final RunningAdmin admin = RunningAdmin.start();
    private final LogLines log = LogLines.of(AdminVerticle.class.getPackage());
    private final List<RawCaller> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(RawCaller::close);
        admin.close();
        log.close();
    }

    @Test
    void closesTheOneThatHasAskedForNothingForTheLongestTime() {
        RawCaller asking = open();
        RawCaller first = open();
        first.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        for (int i = 2; i < OpenConnections.MOST; i++) {
            open();
        }
        assertThat(asking.get("/livez").status()).isEqualTo(200);

        RawCaller probe = open();

        assertThat(probe.get("/livez").status()).isEqualTo(200);
        assertThat(first.readToEnd()).isIn("", "<reset>");
        assertThat(asking.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void answersProbesHoweverManyHoldConnections() {
        for (int i = 0; i < 3 * OpenConnections.MOST; i++) {
            open().send("POST /loglevel HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n");
        }

        assertThat(open().get("/livez").status()).isEqualTo(200);
        assertThat(log.count("too many connections to the admin API")).isEqualTo(1);
    }

    @Test
    void refusesTargetsThatNameAHost() {
        for (String target : List.of("http://evil.example/services", "http://localhost/services")) {
            RawCaller caller = open();
            caller.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

            RawPeer.Message answer = caller.readAnswer();
            assertThat(answer.status()).as(target).isEqualTo(400);
            assertThat(answer.body()).as(target).contains("\"error\"");
        }
    }

    private RawCaller open() {
        RawCaller caller = RawCaller.to(admin.port());
        opened.add(caller);
        return caller;
    }
}
