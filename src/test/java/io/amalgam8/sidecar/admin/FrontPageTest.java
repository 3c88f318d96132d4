package io.amalgam8.sidecar.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.amalgam8.sidecar.config.AdminOptions;
import io.amalgam8.sidecar.metrics.Meters;
import io.amalgam8.sidecar.routing.RoutingTable;
import io.amalgam8.sidecar.testing.Await;
import io.amalgam8.sidecar.testing.Http;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrontPageTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private final Vertx vertx = Vertx.vertx();
    private final AdminVerticle admin =
            AdminVerticle.routing(new AdminOptions("127.0.0.1", 0), RoutingTable::unknown, new Meters("2.0.0"));

    @BeforeEach
    void deploy() {
        Await.result(vertx.deployVerticle(admin));
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void showsThePageToThoseWhoAcceptHtmlAndJsonToAllOthers() {
        HttpResponse<String> people = get("/", "Accept", BROWSER);
        assertThat(people.statusCode()).isEqualTo(200);
        assertThat(people.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(people.body()).startsWith("<!DOCTYPE html>");
        HttpResponse<String> program = get("/", "Accept", "*/*");
        assertThat(program.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(program.body()).contains("/livez");
        assertThat(get("/").body()).contains("/livez");
    }

    @Test
    void isBarredFromEverythingButItself() {
        String policy = header(get("/", "Accept", BROWSER), "Content-Security-Policy");
        assertThat(policy)
                .startsWith("default-src 'none'; ")
                .contains("script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http", "*");
        assertThat(header(get("/page/main.js"), "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @CsvSource({"main.js,text/javascript", "page.css,text/css", "icon.svg,image/svg+xml"})
    void servesEachFileAsWhatItIs(String name, String type) {
        HttpResponse<String> answer = get("/page/" + name);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).startsWith(type);
        assertThat(answer.body()).isNotEmpty();
    }

    @Test
    void sendsAFileOnceForAsLongAsItStaysTheSame() {
        HttpResponse<String> first = get("/page/main.js");
        assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
        HttpResponse<String> again = get("/page/main.js", "If-None-Match", header(first, "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(get("/page/main.js", "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void servesNothingBesidesItsFiles() {
        List.of("/page/", "/page/other.js", "/page/../a8sidecar.properties", "/page/./main.js", "/page//main.js")
                .forEach(path -> assertThat(get(path).statusCode()).as(path).isEqualTo(404));
    }

    @Test
    void servesEveryFileThatThereIs() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(FrontPage.FILES);
        }
    }

    @Test
    void bearsNothingInlineAndAsksNobodyElse() throws IOException, URISyntaxException {
        String html = Files.readString(folder().resolve("index.html"));
        assertThat(html).doesNotContainPattern("<script(?![^>]*\\ssrc=\"/page/)");
        assertThat(html).doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|https?://|src=\"//|href=\"//");
        assertThat(Files.readString(folder().resolve("page.css"))).doesNotContainPattern("@import|url\\(");
    }

    /** Names and paths come from outside: they are text wherever they are shown. */
    @Test
    void makesNoHtmlOfAnyText() throws IOException, URISyntaxException {
        Pattern making =
                Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function");
        for (String name : FrontPage.FILES) {
            if (name.endsWith(".js")) {
                assertThat(Files.readString(folder().resolve(name))).as(name).doesNotContainPattern(making);
            }
        }
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(FrontPage.class.getResource("page")).toURI());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private HttpResponse<String> get(String path, String... headers) {
        return Http.get("http://127.0.0.1:" + admin.port() + path, headers);
    }
}
