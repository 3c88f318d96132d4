package io.amalgam8.sidecar.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HelloworldTest {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String url = "";
    private Runnable end = () -> {};

    @BeforeEach
    void start() throws IOException {
        HttpServer server = Helloworld.start("v2", "helloworld-v2-1", 0);
        end = () -> server.stop(0);
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        end.run();
    }

    @Test
    void saysItsVersionAndItsName() throws IOException, InterruptedException {
        for (String path : new String[] {"/hello", "/", "/hello?x=1"}) {
            HttpResponse<String> answer = send("GET", path, "");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("Hello version: v2, instance: helloworld-v2-1\n");
        }
    }

    @Test
    void answersCallsWithABodyAndHeadCalls() throws IOException, InterruptedException {
        assertThat(send("POST", "/hello", "x".repeat(10_000)).body()).startsWith("Hello");
        assertThat(send("HEAD", "/hello", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/hello", "").statusCode()).isEqualTo(200);
    }

    @Test
    void knowsNoOtherPath() throws IOException, InterruptedException {
        assertThat(send("GET", "/hello/world", "").statusCode()).isEqualTo(404);
    }

    @Test
    void itsCallsAreCountedByVersionAndInstance() throws InterruptedException {
        Calls calls = Calls.make(3, new Questions(), url + "/hello");
        assertThat(calls.counts()).isEqualTo(Map.of("v2", Map.of("helloworld-v2-1", 3)));
        assertThat(calls.failures()).isZero();
    }

    @Test
    void callsThatItDoesNotAnswerAreFailures() throws InterruptedException {
        Calls calls = Calls.make(2, new Questions(), url + "/nothing");
        assertThat(calls.failures()).isEqualTo(2);
        assertThat(calls.instances()).isZero();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
