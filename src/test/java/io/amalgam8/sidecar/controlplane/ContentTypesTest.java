package io.amalgam8.sidecar.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContentTypesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json                    | true
            application/json; charset=utf-8     | true
            Application/JSON;charset="UTF-8"    | true
            application/json; charset=latin1    | false
            application/jsonp                   | false
            text/plain                          | false
            ''                                  | false
            """)
    void takesJsonInUtf8Only(String contentType, boolean isJson) {
        assertThat(ContentTypes.isJson(contentType)).isEqualTo(isJson);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gzip                | true
            deflate, GZIP;q=0.5 | true
            gzip;q=0            | false
            gzip; q=0.000       | false
            identity            | false
            ''                  | false
            """)
    void answersInGzipToThoseWhoTakeIt(String acceptEncoding, boolean gzip) {
        assertThat(ContentTypes.acceptsGzip(acceptEncoding)).isEqualTo(gzip);
    }
}
