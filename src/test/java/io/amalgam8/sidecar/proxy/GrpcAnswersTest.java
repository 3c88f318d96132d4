package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Endpoint;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.routing.Decision;
import io.amalgam8.sidecar.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the proxy itself answers to gRPC calls. */
final class GrpcAnswersTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    @AfterEach
    void end() {
        client.close();
        Await.result(vertx.close());
    }

    @Test
    void areUnimplementedWhereTheServiceIsUnknown() {
        assertAnswered((head, balancer, chance) -> new Decision.UnknownService(head.service()), "12", 404);
    }

    @Test
    void areUnavailableWhereTheInstanceCannotBeReached() {
        Endpoint nowhere = new Endpoint(EndpointType.HTTP, "127.0.0.1", 1, "");
        assertAnswered(RunningProxy.forwardingTo(nowhere), "14", 503);
    }

    private void assertAnswered(Router router, String status, int logged) {
        try (RunningProxy proxy = RunningProxy.routing(router)) {
            HttpClientResponse answer =
                    Await.result(client.request(HttpMethod.POST, proxy.port(), "127.0.0.1", "/a.Service/Method")
                            .compose(request -> request.putHeader("content-type", "application/grpc+proto")
                                    .putHeader("te", "trailers")
                                    .send("body")));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.getHeader("content-type")).isEqualTo("application/grpc");
            assertThat(answer.getHeader("grpc-status")).isEqualTo(status);
            assertThat(answer.getHeader("grpc-message")).isNotEmpty();
            Awaitility.await().until(() -> proxy.entries().size() == 1);
            assertThat(proxy.entries().get(0).status()).isEqualTo(logged);
        }
    }
}
