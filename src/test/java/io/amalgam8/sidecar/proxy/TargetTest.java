package io.amalgam8.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.model.Route.UriRewrite;
import io.amalgam8.sidecar.transport.Fields;
import io.amalgam8.sidecar.transport.Request;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request is aimed at. */
final class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "/svc, svc, /",
        "/svc/, svc, /",
        "/svc?a=/b, svc, /?a=/b",
        "/a%20b/c, a b, /c",
        "/%C3%A9/c, \u00e9, /c",
        "/a%252Fb/c, a%2Fb, /c",
        "/a%2Fb/c, a/b, /c",
        "//x, '', /x",
        "/, '', /",
        "/?q, '', /?q",
        "http://h:1/svc/x?y, svc, /x?y",
        "HTTPS://h/svc, svc, /",
        "http://h, '', /",
        "http://h?q, '', /?q",
    })
    void namesTheServiceAndTheRest(String text, String service, String rest) {
        Target target = Target.parse(text).orElseThrow();

        assertThat(target.service()).isEqualTo(service);
        assertThat(target.rest()).isEqualTo(rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "svc/x",
                "ftp://h/svc",
                "http:///svc",
                "http://u@h/svc",
                "/a%2/x",
                "/a%/x",
                "/%zz/x",
                "/%ff/x"
            })
    void refusesWhatIsNone(String text) {
        assertThat(Target.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/svc/api/x?q, '', /api, /v2, /v2/x?q",
        "/svc/api/x, '', /other, /v2, /api/x",
        "/svc/api/x, /api/x, '', /whole, /whole",
        "/svc/api/y, /api/x, '', /whole, /api/y",
        "/svc/api/x, '', /api/, '', /x",
        "/svc/x, '', '', /base, /base/x",
    })
    void replacesThePrefixThatARuleNames(String text, String path, String prefix, String with, String rewritten) {
        Target target = Target.parse(text).orElseThrow();

        assertThat(target.rewritten(new UriRewrite(path, prefix, Optional.of(with))))
                .isEqualTo(rewritten);
        assertThat(target.rewritten(new UriRewrite(path, prefix, Optional.empty())))
                .isEqualTo(target.rest());
    }

    @ParameterizedTest
    @CsvSource({
        "/grpc.testing.TestService/EmptyCall, localhost:6379, grpc.testing.TestService, /grpc.testing.TestService/EmptyCall, ''",
        "/grpc.testing.TestService/EmptyCall, shop:6379, shop, /grpc.testing.TestService/EmptyCall, ''",
        "/grpc.testing.TestService/EmptyCall, shop, shop, /grpc.testing.TestService/EmptyCall, ''",
        "/svc/grpc.testing.TestService/EmptyCall, localhost, svc, /grpc.testing.TestService/EmptyCall, svc",
        "http://shop/a.B/C, localhost, shop, /a.B/C, ''",
        "/a.B/C, [::1]:6379, a.B, /a.B/C, ''",
    })
    void leavesThePathsOfGrpcWhole(String path, String host, String service, String rest, String segment) {
        Fields fields = Fields.empty().set("host", host).set("content-type", "application/grpc");

        Target target = Target.of(new Request("POST", path, "HTTP/2", fields, true), "shop"::equals)
                .orElseThrow();

        assertThat(target.service()).isEqualTo(service);
        assertThat(target.rest()).isEqualTo(rest);
        assertThat(target.segment()).isEqualTo(segment);
    }

    @Test
    void takesTheServiceFromThePathOfWhatIsNotGrpc() {
        Fields fields = Fields.empty().set("host", "shop").set("content-type", "text/plain");

        Target target = Target.of(new Request("POST", "/a.B/C", "HTTP/2", fields, true), "shop"::equals)
                .orElseThrow();

        assertThat(target.service()).isEqualTo("a.B");
        assertThat(target.rest()).isEqualTo("/C");
    }
}
