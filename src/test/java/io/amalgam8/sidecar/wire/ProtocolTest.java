package io.amalgam8.sidecar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Catalog;
import io.amalgam8.sidecar.model.EndpointType;
import io.amalgam8.sidecar.model.Instance;
import io.amalgam8.sidecar.model.Protocol;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an instance says that it speaks HTTP/2. */
final class ProtocolTest {

    @ParameterizedTest
    @CsvSource({
        "http, h2c, HTTP_2",
        "http, GRPC, HTTP_2",
        "http, http2, HTTP_2",
        "https, h2, HTTP_2",
        "http, http, HTTP_1",
        "http, smoke-signals, HTTP_1",
        "h2c, '', HTTP_2",
        "grpc, '', HTTP_2",
        "http, '', HTTP_1",
    })
    void isItsTypeOrAWordOfItsMetadata(String type, String word, Protocol protocol) {
        Instance instance = read(type, "{\"zone\":{\"protocol\":\"no\"},\"protocol\":\"" + word + "\",\"weight\":1}");

        assertThat(instance.endpoint().protocol()).isEqualTo(protocol);
        assertThat(instance.endpoint().type()).isEqualTo(type.equals("https") ? EndpointType.HTTPS : EndpointType.HTTP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "1", "\"h2c\"", "{}", "{\"protocol\":null}", "{\"protocol\":{\"a\":[1]}}"})
    void isHttp1WhenTheMetadataIsAboutSomethingElse(String metadata) {
        assertThat(read("http", metadata).endpoint().protocol()).isEqualTo(Protocol.HTTP_1);
    }

    @Test
    void isWrittenSuchThatItIsReadAgain() {
        Instance instance = read("http", "{\"protocol\":\"grpc\"}");

        byte[] written = ("{\"instances\":[" + CatalogJson.write(instance) + "]}").getBytes(StandardCharsets.UTF_8);

        assertThat(CatalogJson.read(written).instances()).containsExactly(instance);
    }

    private static Instance read(String type, String metadata) {
        String document = """
                {"instances":[{"id":"1","service_name":"svc","status":"UP","metadata":%s,
                  "endpoint":{"type":"%s","value":"10.0.0.1:80"}}]}
                """.formatted(metadata, type);
        Catalog catalog = CatalogJson.read(document.getBytes(StandardCharsets.UTF_8));
        assertThat(catalog.leftOut()).isEmpty();
        return catalog.instances().get(0);
    }
}
